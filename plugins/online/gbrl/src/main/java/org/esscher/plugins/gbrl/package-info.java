/**
 * Actors and critics that are ensembles of gradient-boosted regression trees. Benjamin Fuhrer, Chen
 * Tessler, Gal Dalal: Gradient Boosting Reinforcement Learning, ICML 2025, arXiv 2407.08250.
 *
 * <p>{@code F_K(x) = F_0 − Σ_k η_k ∘ h_k(x)}: every update asks for the gradient of the loss with
 * respect to the outputs F(x_i) alone, {@code g_i = ∂ℓ_i/∂F(x_i)} where the loss is the mean of
 * ℓ_i, and adds one tree h_k fitted to it. Actor and critic may share the trees' structure, with
 * learning rates η of their own.
 */
@NullMarked
package org.esscher.plugins.gbrl;

import org.jspecify.annotations.NullMarked;
