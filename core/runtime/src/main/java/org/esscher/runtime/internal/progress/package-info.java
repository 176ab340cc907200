/** Tells how far work outside of runs is. */
@NullMarked
package org.esscher.runtime.internal.progress;

import org.jspecify.annotations.NullMarked;
