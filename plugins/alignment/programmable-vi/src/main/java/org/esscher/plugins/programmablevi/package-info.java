/**
 * Variational objectives and gradient strategies as components. McCoy R. Becker, Alexander K. Lew,
 * Xiaoyan Wang, Matin Ghavami, Mathieu Huot, Martin C. Rinard, Vikash K. Mansinghka: Probabilistic
 * Programming with Programmable Variational Inference, PLDI 2024, arXiv 2406.15742.
 *
 * <p>An objective is built of log-densities of a model p(x, z) and a guide q(z), such as {@code
 * E[log (1/K) Σ_k p(x, z_k)/q(z_k)]}; each random choice has a strategy by which the derivative of
 * an expectation over it is estimated, {@code ∂E[L(v)] = E[L′(v) ∂v]} or {@code E[L(v) ∂log q(v)]}
 * or by enumeration or by measures. The two combine freely, since each strategy is unbiased for
 * whatever follows it.
 */
@NullMarked
package org.esscher.plugins.programmablevi;

import org.jspecify.annotations.NullMarked;
