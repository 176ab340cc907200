/**
 * Reinforcement learning from 0/1 outcome rewards. Chengqi Lyu, Songyang Gao, Yuzhe Gu, Wenwei
 * Zhang and others: Exploring the Limit of Outcome Reward for Learning Mathematical Reasoning,
 * 2025, arXiv 2502.06781.
 *
 * <p>With p = P(R=1|x) the best of n samples has the law {@code π_bon(s) = π(s)·[R(s)(1 −
 * (1−p)^n)/p + (1 − R(s))(1−p)^(n−1)]}, whose right answers are distributed as {@code π(·|R=1)}
 * whatever n is: cloning one of them learns the KL-regularized optimum. In its gradient wrong
 * answers weigh 1−p beside right ones. With token weights ω of a reward model that learns from
 * outcomes alone, {@code L = −E₊ Σ_t a·ω⁺_t log π + η E₋ Σ_t (−a)·ω⁻_t log(π/π_old) + β
 * KL(π‖π_ref)}.
 */
@NullMarked
package org.esscher.plugins.oreal;

import org.jspecify.annotations.NullMarked;
