/**
 * Distributional policy gradient under an f-divergence.
 *
 * <p>Dongyoung Go, Tomasz Korbak, Germán Kruszewski, Jos Rozen, Nahyeon Ryu, Marc Dymetman:
 * Aligning Language Models with Preferences through f-divergence Minimization, ICML 2023, arXiv
 * 2302.08215. For a target p = P/Z that can be scored:
 *
 * <pre>∇ D_f(π‖p) = E_π[ f′(π/p) ∇ log π ]</pre>
 */
@NullMarked
package org.esscher.plugins.fdpg;

import org.jspecify.annotations.NullMarked;
