/**
 * Nash mirror prox. Daniil Tiapkin, Daniele Calandriello, Denis Belomestny, Eric Moulines, Alexey
 * Naumov, Kashif Rasul, Michal Valko, Pierre Menard: Accelerating Nash Learning from Human Feedback
 * via Mirror Prox, 2025, arXiv 2505.19731.
 *
 * <p>The preference game regularized by the reference has one Nash equilibrium, {@code π* ∝ π_ref
 * exp(P(· ≻ π*)/β)}. An iteration takes two prox steps from the same policy π_k, the second against
 * the policy that the first one found:
 *
 * <pre>
 * π_{k+½} = argmin_π −P(π ≻ π_k)/β   + KL(π‖π_ref) + KL(π‖π_k)/η
 * π_{k+1} = argmin_π −P(π ≻ π_{k+½})/β + KL(π‖π_ref) + KL(π‖π_k)/η
 * </pre>
 */
@NullMarked
package org.esscher.plugins.nashmp;

import org.jspecify.annotations.NullMarked;
