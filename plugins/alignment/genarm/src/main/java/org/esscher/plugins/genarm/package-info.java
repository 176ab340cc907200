/**
 * Test-time alignment with an autoregressive reward model. Yuancheng Xu, Udari Madhushani Sehwag,
 * Alec Koppel, Sicheng Zhu, Bang An, Furong Huang, Sumitra Ganesh: GenARM: Reward Guided Generation
 * with Autoregressive Reward Model for Test-time Alignment, ICLR 2025, arXiv 2410.08193.
 *
 * <p>The reward of an answer is the log-probability that a language model π_r gives it, {@code r(x,
 * y) = Σ_t log π_r(y_t|x, y_<t)}, fitted to preferences without a reference by {@code −log σ(β_r
 * (log π_r(y_w|x) − log π_r(y_l|x)))}. So every prefix has next-token rewards, and a frozen policy
 * is guided by them token by token: {@code log π_dec(v|x, y_<t) = log π_base(v|x, y_<t) + Σ_i α_i
 * log π_{r,i}(v|x, y_<t) − log Z}, with α_i chosen when decoding; α = 1/β for one reward.
 */
@NullMarked
package org.esscher.plugins.genarm;

import org.jspecify.annotations.NullMarked;
