/**
 * Direct preference optimization under an f-divergence. Chaoqi Wang, Yibo Jiang, Chenghao Yang, Han
 * Liu, Yuxin Chen: Beyond Reverse KL: Generalizing Direct Preference Optimization with Diverse
 * Divergence Constraints, ICLR 2024, arXiv 2309.16240.
 *
 * <p>The optimum of {@code max_π E_π[r] − β D_f(π‖π_ref)} ties reward and policy by {@code r(x, y)
 * = β f′(π(y|x)/π_ref(y|x)) + λ(x)} where f′ is invertible and f′(0+) = −∞. In a Bradley-Terry
 * likelihood λ cancels, which leaves the loss {@code −log σ(β f′(u_w) − β f′(u_l))}, u = π/π_ref,
 * of the preferred answer w and the other l.
 */
@NullMarked
package org.esscher.plugins.fdpo;

import org.jspecify.annotations.NullMarked;
