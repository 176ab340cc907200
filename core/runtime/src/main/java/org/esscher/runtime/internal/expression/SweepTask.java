package org.esscher.runtime.internal.expression;

import java.util.List;
import org.jspecify.annotations.Nullable;

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
   * What tells what is written down from all else in the program: tasks of equal forms write the
   * same.
   *
   * @return null where this can't be written down
   */
  default @Nullable Object form() {
    return null;
  }

  /**
   * Writes down what is done with a block, after its nodes have been. What is written outlives this
   * task, so it may hold nothing of it: it asks the run for the task that is at work.
   *
   * @param writer of the sweep
   * @param number this task's among those of the sweep
   * @see TapeRun#task
   */
  default void write(TapeWriter writer, int number) {
    throw new IllegalStateException("a task without a form is not written down");
  }

  /** Puts the blocks' parts together, in their order, after the last. */
  default void finish() {}
}
