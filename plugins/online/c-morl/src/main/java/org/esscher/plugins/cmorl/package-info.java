/**
 * Constrained multi-objective reinforcement learning. Ruohong Liu, Yuxin Pan, Linjie Xu, Lei Song,
 * Jiang Bian, Pengcheng You, Yize Chen: Efficient Discovery of Pareto Front for Multi-Objective
 * Reinforcement Learning, ICLR 2025, arXiv 2410.02236.
 *
 * <p>A first stage trains a few policies for fixed preferences. The second takes those that lie
 * where the front is sparse and, from each and for each objective i, improves that one while the
 * others keep a share of what they were: {@code max_π G_i^π subject to G_j^π ≥ β·G_j^{π_r}, j ≠ i},
 * by an interior point: {@code L = L_clip(A_i) − (1/t)·mean_{j≠i} log(Ĝ_j(π) − β·G_j^{π_r})}.
 */
@NullMarked
package org.esscher.plugins.cmorl;

import org.jspecify.annotations.NullMarked;
