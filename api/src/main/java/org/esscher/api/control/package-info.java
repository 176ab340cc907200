/**
 * The scaffold of recipes that act in environments, or learn from logs of steps.
 *
 * <p>A {@link org.esscher.api.control.ControlRecipe} counts up to a number and plays test episodes
 * on the way, so that the tables of all such methods can be laid side by side. What a step of the
 * run is, differs: an {@link org.esscher.api.control.OfflineRecipe} makes an update on rows of a
 * log, a {@link org.esscher.api.control.ReplayRecipe} plays and then makes the updates that are due
 * on what it remembers, and any other {@link org.esscher.api.control.OnlineRecipe} writes its own.
 * {@link org.esscher.api.control.Networks} asks the host for perceptrons that fit the spaces or the
 * log, for roles that the user gave no model.
 *
 * <p>A recipe is a record that implements one of them; its components {@code environment}, {@code
 * hidden}, {@code evaluations}, {@code episodes} and the like are the methods that are asked for. A
 * recipe that fits none of these shapes implements {@link org.esscher.api.Recipe} itself.
 */
@NullMarked
package org.esscher.api.control;

import org.jspecify.annotations.NullMarked;
