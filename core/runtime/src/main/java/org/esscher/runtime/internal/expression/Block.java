package org.esscher.runtime.internal.expression;

/**
 * A run of consecutive positions of a {@link Frame}, cut at group ends. Sums run within blocks and
 * then over blocks in order, so results don't depend on how blocks are spread over threads.
 *
 * @param index its place among the blocks
 * @param firstPosition the first row's position
 * @param rows number of rows
 * @param firstGroup the first group
 * @param groups number of groups
 */
record Block(int index, int firstPosition, int rows, int firstGroup, int groups) {}
