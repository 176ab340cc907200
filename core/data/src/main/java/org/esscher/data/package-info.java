/**
 * Batches in Arrow memory, and the files they come from and go to.
 *
 * <p>{@link org.esscher.data.Arena} owns memory and makes columns; {@link org.esscher.data.Sources}
 * reads JSON lines, CSV and Arrow IPC in bounded memory, {@link org.esscher.data.Sinks} writes
 * them; {@link org.esscher.data.Layout} maps public data sets onto the vocabulary; {@link
 * org.esscher.data.Validation} refuses values out of range.
 */
@NullMarked
package org.esscher.data;

import org.jspecify.annotations.NullMarked;
