package org.esscher.runtime.internal.expression;

import java.util.List;

/**
 * What a kernel computes, apart from its numbers: equal plans share compiled code.
 *
 * @param arrays operands that differ from number to number; they are numbered from 0
 * @param singles such operands in float32, each read by {@code WIDEN} only; they are numbered next
 * @param scalars operands that are the same for all; they are numbered next
 * @param instructions in an order in which each finds its operands; their results are numbered next
 * @param outputs the results that are kept
 */
record KernelPlan(
    int arrays, int singles, int scalars, List<Instruction> instructions, List<Integer> outputs) {

  /** Roughly how many machine operations it takes for each number, or vector of numbers. */
  int cost() {
    return arrays
        + singles
        + outputs.size()
        + instructions.stream().mapToInt(one -> one.operation().cost()).sum();
  }
}
