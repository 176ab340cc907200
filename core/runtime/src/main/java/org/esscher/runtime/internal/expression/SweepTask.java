package org.esscher.runtime.internal.expression;

import java.util.List;

/** Something to do with the values of each block while they are there. */
interface SweepTask {
  /** Nodes whose operands, if they are BATCH values, or which themselves, must be computed. */
  List<Node> wanted();

  /**
   * Begins on one thread.
   *
   * @param workspace the thread's values, of each block in turn
   * @return what is called once the block's values are there
   */
  Workers.BlockVisitor on(Workspace workspace);

  /**
   * Writes down what is done with a block, after its nodes have been.
   *
   * @param writer of the sweep
   * @return false where this can't be written down; then nothing has been
   */
  default boolean write(TapeWriter writer) {
    return false;
  }

  /** Puts the blocks' parts together, in their order, after the last. */
  default void finish() {}
}
