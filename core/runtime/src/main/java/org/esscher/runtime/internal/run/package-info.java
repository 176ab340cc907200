/** Owns the loop of recipes: data, models, steps, checkpoints, metrics, the run directory. */
@NullMarked
package org.esscher.runtime.internal.run;

import org.jspecify.annotations.NullMarked;
