/**
 * Policy gradients for submodular functions of the visited states. Manish Prajapat, Mojmír Mutný,
 * Melanie Zeilinger, Andreas Krause: Submodular Reinforcement Learning, ICLR 2024, arXiv
 * 2307.13372.
 *
 * <p>A monotone submodular F of the set of visited states telescopes into marginal gains, {@code
 * F(τ) = F(s_0) + Σ_j F(s_{j+1} | τ_{0:j})}, and so does the gradient of J(π) = E F(τ): {@code ∇J =
 * E Σ_i ∇log π(a_i|·) (Σ_{j≥i} F(s_{j+1} | τ_{0:j}) − b(τ_{0:i}))}, for any baseline b of the past.
 */
@NullMarked
package org.esscher.plugins.submodularrl;

import org.jspecify.annotations.NullMarked;
