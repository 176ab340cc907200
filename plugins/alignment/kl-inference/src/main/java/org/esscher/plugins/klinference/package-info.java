/** KL-regularised reinforcement learning as Bayesian inference. */
@NullMarked
package org.esscher.plugins.klinference;

import org.jspecify.annotations.NullMarked;
