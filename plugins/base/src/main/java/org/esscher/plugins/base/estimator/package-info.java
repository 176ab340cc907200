/**
 * The estimators that methods are compared with: policy gradients, clipped surrogates, preference
 * losses, maximum likelihood. Each record reads like its equation; losses are minimized.
 */
@NullMarked
package org.esscher.plugins.base.estimator;

import org.jspecify.annotations.NullMarked;
