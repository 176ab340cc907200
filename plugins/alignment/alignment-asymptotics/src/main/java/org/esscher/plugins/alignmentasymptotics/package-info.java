/**
 * The KL-constrained optimum and best-of-n, in closed form and as sequences grow. Joy Qiping Yang,
 * Salman Salamatian, Ziteng Sun, Ananda Theertha Suresh, Ahmad Beirami: Asymptotics of Language
 * Model Alignment, ISIT 2024, arXiv 2404.01730.
 *
 * <p>The policy of largest reward within KL(φ‖p) ≤ Δ is the tilt {@code φ_Δ(y) ∝ p(y)·exp(r(y)/β)},
 * and every ω obeys {@code KL(ω‖φ_Δ) = KL(ω‖p) − KL(φ_Δ‖p) + (E_{φ_Δ} r − E_ω r)/β}: what has
 * nearly the tilt's reward at nearly its divergence is near to the tilt itself. For independent
 * tokens and additive rewards best-of-N with {@code N = exp(m·δ)} approaches the tilt of budget
 * m·δ, a symbol.
 */
@NullMarked
package org.esscher.plugins.alignmentasymptotics;

import org.jspecify.annotations.NullMarked;
