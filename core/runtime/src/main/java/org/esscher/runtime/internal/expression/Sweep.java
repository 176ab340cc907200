package org.esscher.runtime.internal.expression;

import java.util.ArrayList;
import java.util.List;

/** One run through the blocks of a slot. */
final class Sweep {
  private final Program program;
  private final Frame frame;
  private final List<SweepTask> tasks;

  /**
   * A run.
   *
   * @param program whose nodes are computed
   * @param frame the slot
   * @param tasks what is done with them
   */
  Sweep(Program program, Frame frame, List<SweepTask> tasks) {
    this.program = program;
    this.frame = frame;
    this.tasks = tasks;
  }

  /**
   * Runs.
   *
   * @param batch the BATCH values known so far, by node
   * @param rowValues leaves that are no columns
   * @param workers the threads
   */
  void run(double[][] batch, RowValues rowValues, Workers workers) {
    List<Node> needed =
        program.elementsFor(tasks.stream().flatMap(task -> task.wanted().stream()).toList());
    needed.stream()
        .filter(node -> node.leaf() == null && !node.broadcast())
        .forEach(node -> rowValues.prepare(node.expr(), frame));
    List<Block> blocks = program.blocks(frame);
    workers.forEach(
        blocks,
        () -> {
          Workspace workspace =
              new Workspace(
                  program,
                  needed,
                  frame,
                  blocks,
                  batch,
                  new Elements(rowValues, new PortableFunctions()));
          List<Workers.BlockVisitor> visitors = new ArrayList<>();
          tasks.forEach(task -> visitors.add(task.on(workspace)));
          return block -> {
            workspace.run(block);
            for (Workers.BlockVisitor visitor : visitors) {
              visitor.visit(block);
            }
          };
        });
    for (Node node : needed) {
      if (node.leaf() != null) {
        node.leaf().allChecked();
      }
    }
    tasks.forEach(SweepTask::finish);
  }
}
