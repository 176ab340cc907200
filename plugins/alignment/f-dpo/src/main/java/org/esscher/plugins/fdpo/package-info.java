/** Direct preference optimisation under an f-divergence. */
@NullMarked
package org.esscher.plugins.fdpo;

import org.jspecify.annotations.NullMarked;
