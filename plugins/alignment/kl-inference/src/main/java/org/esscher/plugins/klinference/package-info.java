/**
 * KL-regularized reinforcement learning as variational inference (Korbak, Perez and Buckley 2022,
 * "RL with KL penalties is better viewed as Bayesian inference", arXiv 2205.11275): the objective
 * {@code E_π[r] − β KL(π‖π₀)} is {@code β log Z − β KL(π‖π*)} for the posterior {@code π*(x) =
 * π₀(x) exp(r(x)/β) / Z}, so reverse and forward KL are two ways to the same target.
 */
@NullMarked
package org.esscher.plugins.klinference;

import org.jspecify.annotations.NullMarked;
