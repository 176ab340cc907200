/**
 * ODICE: distribution correction estimation by an orthogonal-gradient update. Mao, Xu, Zhang and
 * Zhan 2024, "ODICE: Revealing the Mystery of Distribution Correction Estimation via
 * Orthogonal-gradient Update", ICLR 2024, arXiv 2402.00348.
 *
 * <p>The dual of offline reinforcement learning in state values, min over V of E[(1 − λ)·V(s) +
 * λ·f*(r + γ·V(s′) − V(s))], has a gradient with a part through V(s), g_f, and a part through
 * V(s′), g_b. The second is used without its share along the first: V descends
 *
 * <pre>
 * g = g_f + (g_b − (⟨g_f, g_b⟩ / ⟨g_f, g_f⟩)·g_f) + ∇ E[(1 − λ)·V(s)]
 * </pre>
 */
@NullMarked
package org.esscher.plugins.odice;

import org.jspecify.annotations.NullMarked;
