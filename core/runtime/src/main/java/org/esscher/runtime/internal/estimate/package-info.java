/**
 * Runs estimators: traces what they ask for, fills model outputs, evaluates and differentiates
 * their expressions, pulls cotangents back through models, updates their state.
 */
@NullMarked
package org.esscher.runtime.internal.estimate;

import org.jspecify.annotations.NullMarked;
