/**
 * Regularizing occupancy measures against reward hacking (the paper's ORPO, which is not odds-ratio
 * preference optimization). Cassidy Laidlaw, Shivam Singhal, Anca Dragan: Correlated Proxies: A New
 * Definition and Improved Mitigation for Reward Hacking, ICLR 2025, arXiv 2403.03185.
 *
 * <p>With occupancy measures μ of a policy and μ_b of a base policy, and a proxy reward R̃ whose
 * correlation with the true reward R under μ_b is r, {@code (J(π, R) − J_b)/σ ≥ (1/r)·[(J(π, R̃) −
 * J̃_b)/σ̃ − √((1 − r²) χ²(μ‖μ_b))]}. So {@code J(π, R̃) − λ √χ²(μ‖μ_b)} is maximized, by policy
 * gradients on the reward {@code R̃ − λ (ρ − 1)/√χ²} with ρ = μ/μ_b held fixed.
 */
@NullMarked
package org.esscher.plugins.correlatedproxies;

import org.jspecify.annotations.NullMarked;
