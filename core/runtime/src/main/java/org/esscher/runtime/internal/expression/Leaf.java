package org.esscher.runtime.internal.expression;

import org.esscher.api.Expr;

/**
 * A column or model output as a {@link Program} sees it, apart from its numbers.
 *
 * @param index its place among those of the program
 * @param expr the COLUMN, OUTPUT or INPUT_GRADIENT
 * @param place where its values live
 * @param width components of an element
 * @param single whether it can be read in float32, as it is stored
 * @param summed whether it holds lists of which each value is the sum of one
 * @param complete whether a run through the data gives every number of the column a cotangent, be
 *     it 0
 * @param range the numbers that it may hold
 */
record Leaf(
    int index,
    Expr expr,
    Place place,
    int width,
    boolean single,
    boolean summed,
    boolean complete,
    ValueRange range) {}
