package org.esscher.runtime.internal.expression;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One run through the blocks of a slot. */
final class Sweep {
  private final BoundProgram bound;
  private final Program program;
  private final Frame frame;
  private final List<SweepTask> tasks;

  private record Key(List<Object> forms) {}

  /**
   * A run.
   *
   * @param bound whose nodes are computed
   * @param frame the slot
   * @param tasks what is done with them
   */
  Sweep(BoundProgram bound, Frame frame, List<SweepTask> tasks) {
    this.bound = bound;
    this.program = bound.program();
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
    List<Node> wanted = new ArrayList<>();
    tasks.forEach(task -> wanted.addAll(task.wanted()));
    List<Node> needed = program.elementsFor(wanted);
    for (Node node : needed) {
      if (node.leaf() == null && !node.broadcast()) {
        rowValues.prepare(node.expr(), frame);
      }
    }
    List<Block> blocks = bound.blocks(frame);
    Supplier<Workers.BlockVisitor> composed =
        () -> composed(needed, blocks, batch, new Elements(bound.leaves(), rowValues));
    Kernels kernels = workers.kernels();
    Tape tape = kernels.pay(blocks.size()) ? tape(needed) : null;
    Map<KernelPlan, Kernel> ready = tape == null ? null : kernels.ready(tape.plans());
    workers.pass(
        frame.rows(),
        blocks,
        tape == null || ready == null
            ? composed
            : () -> {
              Elements elements = new Elements(bound.leaves(), rowValues);
              return new TapeVisitor(
                  new TapeRun(tape, ready, frame, blocks, elements, batch, tasks), composed);
            });
    for (Node node : needed) {
      if (node.leaf() != null) {
        bound.leaves().of(node.leaf()).allChecked();
      }
    }
    tasks.forEach(SweepTask::finish);
  }

  /** Node by node. */
  private Workers.BlockVisitor composed(
      List<Node> needed, List<Block> blocks, double[][] batch, Elements elements) {
    Workspace workspace = new Workspace(program, needed, frame, blocks, batch, elements);
    List<Workers.BlockVisitor> visitors = new ArrayList<>();
    tasks.forEach(task -> visitors.add(task.on(workspace)));
    return block -> {
      workspace.run(block);
      for (Workers.BlockVisitor visitor : visitors) {
        visitor.visit(block);
      }
    };
  }

  /** The sweep written down, or null where one of its tasks can't be. */
  private @Nullable Tape tape(List<Node> needed) {
    List<Object> forms = new ArrayList<>();
    for (SweepTask task : tasks) {
      Object form = task.form();
      if (form == null) {
        return null;
      }
      forms.add(form);
    }
    return program.once(new Key(forms), () -> written(needed));
  }

  private Tape written(List<Node> needed) {
    TapeWriter writer = new TapeWriter(program, frame.weighted());
    writer.forward(needed);
    for (int number = 0; number < tasks.size(); number++) {
      tasks.get(number).write(writer, number);
    }
    return writer.finish();
  }

  /** By kernels; a block with numbers that they don't take is run node by node. */
  private static final class TapeVisitor implements Workers.BlockVisitor {
    private final TapeRun run;
    private final Supplier<Workers.BlockVisitor> otherwise;
    private Workers.@Nullable BlockVisitor composed;

    TapeVisitor(TapeRun run, Supplier<Workers.BlockVisitor> otherwise) {
      this.run = run;
      this.otherwise = otherwise;
    }

    @Override
    public void visit(Block block) {
      if (!run.run(block)) {
        Workers.BlockVisitor slow = composed;
        if (slow == null) {
          slow = otherwise.get();
          composed = slow;
        }
        slow.visit(block);
      }
    }
  }
}
