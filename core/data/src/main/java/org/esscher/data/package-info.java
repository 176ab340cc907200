/** Reads, writes and samples batches. */
@NullMarked
package org.esscher.data;

import org.jspecify.annotations.NullMarked;
