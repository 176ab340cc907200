/**
 * Reward models whose hidden states are trained by contrast. Vaskar Nath, Dylan Slack, Jeff Da,
 * Yuntao Ma, Hugh Zhang, Spencer Whitehead, Sean Hendryx: Learning Goal-Conditioned Representations
 * for Language Reward Models, NeurIPS 2024, arXiv 2407.13887.
 *
 * <p>A Bradley-Terry loss teaches the last token alone. States of the preferred answer are made
 * similar to later states of it, c⁺, and dissimilar to states of the other answer, c⁻: {@code L =
 * softplus(−(r_w − r_l − margin)) + β_c [−log mean σ(c⁺) − log(1 − mean σ(c⁻))]} with cosines c. By
 * contrastive reinforcement learning the similarity to a goal state is then a goal-conditioned Q.
 */
@NullMarked
package org.esscher.plugins.goalconditionedrm;

import org.jspecify.annotations.NullMarked;
