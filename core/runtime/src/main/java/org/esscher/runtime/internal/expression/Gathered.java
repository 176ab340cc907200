package org.esscher.runtime.internal.expression;

import org.esscher.api.Level;

/**
 * Values of an expression finer than BATCH, in the order of the stored rows (groups in order of
 * first appearance).
 *
 * @param level TOKEN, ROW or GROUP
 * @param width components of an element
 * @param start for TOKEN the first element of each row, and their number; else empty
 * @param values elements · width numbers
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; a plain carrier of results
public record Gathered(Level level, int width, int[] start, double[] values) {}
