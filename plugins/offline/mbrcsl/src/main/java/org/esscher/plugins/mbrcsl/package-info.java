/**
 * Stitching without dynamic programming. Zhaoyi Zhou, Chuning Zhu, Runlong Zhou, Qiwen Cui,
 * Abhishek Gupta, Simon S. Du: Free from Bellman Completeness: Trajectory Stitching via Model-based
 * Return-conditioned Supervised Learning, ICLR 2024, arXiv 2310.19308.
 *
 * <p>A model of the dynamics and a behavior policy are fitted to a log; the behavior is rolled out
 * in the model; what pays more than the best logged episode is kept; and on it a policy that is
 * conditioned on the return to come is fitted, {@code min_θ E_kept [(π_θ(s_t, G_t) − a_t)²]}, with
 * {@code G_t = Σ_{k≥t} r_k}. It acts with the largest kept return for G_0, and G ← G − r.
 */
@NullMarked
package org.esscher.plugins.mbrcsl;

import org.jspecify.annotations.NullMarked;
