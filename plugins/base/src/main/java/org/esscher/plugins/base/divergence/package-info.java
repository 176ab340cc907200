/**
 * Divergences D(π‖p) of a policy π from a target p over one support. The f-divergences are written
 * in log t = log π − log p, in forms that neither overflow nor cancel before the result does, for
 * |log t| up to 700.
 */
@NullMarked
package org.esscher.plugins.base.divergence;

import org.jspecify.annotations.NullMarked;
