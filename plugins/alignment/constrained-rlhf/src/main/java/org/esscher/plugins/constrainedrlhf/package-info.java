/**
 * Constrained PPO against overoptimization of composite rewards. Ted Moskovitz, Aaditya K. Singh,
 * DJ Strouse, Tuomas Sandholm, Ruslan Salakhutdinov, Anca D. Dragan, Stephen McAleer: Confronting
 * Reward Model Overoptimization with Constrained RLHF, ICLR 2024, arXiv 2310.04373.
 *
 * <p>Each reward V_i is a useful proxy up to its proxy point θ_i only. So closeness to the
 * reference is the objective and the rewards are constraints, {@code max_π min_λ V_KL + Σ λ_i·(V_i
 * − θ_i)}: V_i ≥ θ_i with λ_i ≥ 0 (μ-PPO), or V_i = θ_i with λ_i of either sign (ξ-PPO). Thresholds
 * are found within one run by the Nelder-Mead simplex.
 */
@NullMarked
package org.esscher.plugins.constrainedrlhf;

import org.jspecify.annotations.NullMarked;
