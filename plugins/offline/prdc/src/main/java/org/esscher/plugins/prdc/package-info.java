/**
 * PRDC: policy regularization with a dataset constraint. Ran, Li, Zhang, Zhang and Yu 2023, "Policy
 * Regularization with Dataset Constraint for Offline Reinforcement Learning", ICML 2023, arXiv
 * 2306.06569.
 *
 * <p>Instead of what the log did in the same state, the pair of state and action has to be near to
 * some pair of the log, which may be of another, similar state. With the distance
 *
 * <pre>
 * d(s, a) = min_i ‖(β·s, a) − (β·s_i, a_i)‖
 * </pre>
 *
 * and the action a_nn of the pair that attains it at (s, π(s)), the actor descends −λ·mean Q₁(s,
 * π(s)) + mean (π(s) − a_nn)², λ = α / mean |Q₁(s, π(s))|.
 */
@NullMarked
package org.esscher.plugins.prdc;

import org.jspecify.annotations.NullMarked;
