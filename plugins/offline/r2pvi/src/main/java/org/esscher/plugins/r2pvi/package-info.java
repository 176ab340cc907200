/**
 * Robust regularized pessimistic value iteration. Cheng Tang, Zhishuai Liu, Pan Xu: Robust Offline
 * Reinforcement Learning with Linearly Structured f-Divergence Regularization, ICML 2025, arXiv
 * 2411.18612.
 *
 * <p>Rewards and transitions are linear in features φ of the probability simplex: r_h = φ·θ_h, P_h
 * = Σ_i φ_i μ_{h,i}. Nature may pick other factors, at a price: {@code Q_h(s, a) = r_h(s, a) + Σ_i
 * φ_i(s, a)·ν_{h,i}}, {@code ν_{h,i} = inf_μ E_μ[V_{h+1}] + λ·D(μ‖μ_{h,i})}. The infimum has a
 * dual, which ridge regression estimates from a log, and a bonus is taken off: {@code Q̂_h = φ·(θ_h
 * + ν̂_h) − β Σ_i φ_i √(Λ_h⁻¹)_{ii}}, within [0, H − h + 1].
 */
@NullMarked
package org.esscher.plugins.r2pvi;

import org.jspecify.annotations.NullMarked;
