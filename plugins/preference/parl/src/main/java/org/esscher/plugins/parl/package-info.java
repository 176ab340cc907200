/**
 * Policy alignment as a bilevel problem. Souradip Chakraborty, Amrit Singh Bedi, Alec Koppel,
 * Dinesh Manocha, Huazheng Wang, Mengdi Wang, Furong Huang: PARL: A Unified Framework for Policy
 * Alignment in Reinforcement Learning, ICLR 2024, arXiv 2308.02585.
 *
 * <p>The lower level is a policy that is optimal for a reward, θ*(ν) = argmax_θ V(ν, θ); the upper
 * level is the alignment G(ν, θ*(ν)) of what that policy does. By the implicit function theorem
 *
 * <pre>{@code dG/dν = ∂_νG + ∇²_{νθ}V · (−∇²_θV)⁻¹ ∇_θG,}</pre>
 *
 * <p>whose second term, the change of the data by the reward, plain RLHF drops. Here all signs are
 * those of maximization; estimators report and descend the negatives.
 */
@NullMarked
package org.esscher.plugins.parl;

import org.jspecify.annotations.NullMarked;
