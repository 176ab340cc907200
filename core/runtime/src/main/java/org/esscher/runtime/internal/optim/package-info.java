/** Optimizers for models whose parameters are a vector. */
@NullMarked
package org.esscher.runtime.internal.optim;

import org.jspecify.annotations.NullMarked;
