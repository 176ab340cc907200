/** Distributional policy gradient under an f-divergence. */
@NullMarked
package org.esscher.plugins.fdpg;

import org.jspecify.annotations.NullMarked;
