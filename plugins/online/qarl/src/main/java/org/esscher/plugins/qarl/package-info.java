/**
 * Quantal adversarial reinforcement learning. Aryaman Reddi, Maximilian Tölle, Jan Peters, Georgia
 * Chalvatzaki, Carlo D'Eramo: Robust Adversarial Reinforcement Learning via Bounded Rationality
 * Curricula, ICLR 2024, arXiv 2311.01642.
 *
 * <p>A protagonist π and an adversary μ play a zero-sum game, each with an entropy bonus: {@code
 * max_π E[Σ γ^t (r + α H(π))]}, {@code min_μ E[Σ γ^t (r − β H(μ))]}. Soft best responses {@code
 * π(a) ∝ exp(Q(a)/α)}, {@code μ(b) ∝ exp(−Q(b)/β)} to each other are a quantal response
 * equilibrium; β → 0 makes the adversary rational. β is drawn for each episode from {@code Gamma(k,
 * rate ω)}, both players see it, and k is lowered as fast as the protagonist's return allows:
 * {@code min_k KL(Gamma(k)‖Gamma(k_target))} subject to an estimated return of at least ξ and
 * {@code KL(Gamma(k)‖Gamma(k_old)) ≤ ε}.
 */
@NullMarked
package org.esscher.plugins.qarl;

import org.jspecify.annotations.NullMarked;
