/**
 * Hybrid preference optimization, and what preference data has to cover. Yuda Song, Gokul Swamy,
 * Aarti Singh, J. Andrew Bagnell, Wen Sun: The Importance of Online Data: Understanding Preference
 * Fine-tuning via Coverage, NeurIPS 2024, arXiv 2406.01462.
 *
 * <p>DPO sees a policy only through log-ratios on its data, so that mass on answers that the data
 * lacks costs nothing. HyPO adds the reverse KL on the policy's own, unlabeled samples: {@code L(π)
 * = −E_D log σ(β[log π/π_ref(y_w) − log π/π_ref(y_l)]) + λ E_x KL(π(·|x)‖π_ref(·|x))}. The second
 * term descends {@code E_{y~π}[(log π/π_ref(y) − b) ∇log π(y)]}.
 */
@NullMarked
package org.esscher.plugins.hypo;

import org.jspecify.annotations.NullMarked;
