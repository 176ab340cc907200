package org.esscher.runtime.internal.expression;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import org.esscher.api.Op;
import org.jspecify.annotations.Nullable;

/**
 * The way that cotangents take back through a slot's elements, from reductions to BATCH or from one
 * node's elements, to leaves and to BATCH values that elements were combined with. It belongs to a
 * program, whatever this is run on.
 */
final class Way {
  private final Program program;

  /** As far as nodes reach what is wanted. */
  private final Flow reaching;

  private final List<Node> from;
  private final List<Node> needed;

  /** The same, with what each node receives. */
  private final Flow flow;

  private final List<Node> leaves = new ArrayList<>();
  private final List<Node> batch = new ArrayList<>();

  private record Key(Flow flow, BitSet from) {}

  private Way(Program program, Flow reaching, List<Node> from) {
    this.program = program;
    this.reaching = reaching;
    this.from = from;
    this.needed = program.elementsFor(from);
    int[] seeds = new int[program.nodes().size()];
    for (Node node : from) {
      if (starts(node)) {
        seeds[seeded(node).id()]++;
      }
    }
    this.flow = reaching.within(needed, seeds);
    for (Node node : needed) {
      find(node);
    }
  }

  /**
   * A way.
   *
   * @param program the program
   * @param flow to what is wanted
   * @param from reductions to BATCH, or one finer node
   * @return the way
   */
  static Way of(Program program, Flow flow, List<Node> from) {
    return program.once(
        new Key(flow, Program.ids(from)), () -> new Way(program, flow, List.copyOf(from)));
  }

  private void find(Node node) {
    if (node.leaf() != null && flow.reaches(node) && flow.shares(node) > 0) {
      leaves.add(node);
    }
    for (int i = 0; i < node.args().length; i++) {
      Node arg = program.node(node.args()[i]);
      boolean reached = arg.batch() && flow.shares(node) > 0 && flow.passes(node, i);
      if (reached && !batch.contains(arg)) {
        batch.add(arg);
      }
    }
  }

  /** Where it begins. */
  List<Node> from() {
    return from;
  }

  /** The node whose elements are given cotangents. */
  Node seeded(Node from) {
    return from.accumulates() ? program.node(from.args()[0]) : from;
  }

  /** Whether anything that is wanted is reached. */
  boolean starts(Node from) {
    return reaching.reaches(seeded(from));
  }

  /** All nodes that are computed for it, operands first. */
  List<Node> needed() {
    return needed;
  }

  Flow flow() {
    return flow;
  }

  /** The leaves that it reaches. */
  List<Node> leaves() {
    return leaves;
  }

  /** The BATCH values that it reaches. */
  List<Node> batch() {
    return batch;
  }

  // ---- written down

  /**
   * Writes it down.
   *
   * @param writer of the sweep
   * @param task the number of the {@link Pullback} among the sweep's tasks
   */
  void write(TapeWriter writer, int task) {
    writer.collect(
        List.of(),
        run -> {
          for (double[] total : totals(run, task)) {
            Arrays.fill(total, 0);
          }
          return true;
        });
    TapeWriter.Back back =
        writer
        .new Back(
            flow,
            (run, node, component, value) ->
                totals(run, task)[batch.indexOf(node)][component] += value);
    for (Node node : from) {
      if (starts(node)) {
        back.share(seeded(node), seed(node, writer, task));
      }
    }
    back.run(needed);
    for (int k = 0; k < leaves.size(); k++) {
      writeLeaf(k, back.of(leaves.get(k)), writer, task);
    }
    writer.collect(List.of(), run -> finite(totals(run, task)));
    writer.handOut(
        List.of(), run -> pullback(run, task).keep(run.layout().block(), totals(run, task)));
  }

  private static Pullback pullback(TapeRun run, int task) {
    return run.task(task, Pullback.class);
  }

  private double[][] totals(TapeRun run, int task) {
    return run.kept(
        task, () -> batch.stream().map(node -> new double[node.width()]).toArray(double[][]::new));
  }

  private static boolean finite(double[][] totals) {
    boolean finite = true;
    for (double[] total : totals) {
      finite &= Finite.all(total, total.length);
    }
    return finite;
  }

  private int seed(Node node, TapeWriter writer, int task) {
    boolean linear = node.expr().op() == Op.SUM;
    if (linear && node.width() == 1 && !writer.weighted()) {
      return writer.scalar(
          run -> Objects.requireNonNull(pullback(run, task).cotangents().ofBatch(node))[0]);
    }
    Node seeded = seeded(node);
    int x = writer.of(seeded.id());
    return writer.step(
        TapeWriter.shape(seeded),
        linear ? List.of() : List.of(x),
        (run, into) ->
            pullback(run, task)
                .seed(node, run.arrayOrNothing(x), into, run.layout(), run.elements()));
  }

  private void writeLeaf(int k, @Nullable Integer cotangent, TapeWriter writer, int task) {
    Tape.Shape shape = TapeWriter.shape(leaves.get(k));
    int values =
        cotangent == null
            ? writer.constant(0)
            : writer.emit(
                shape,
                Instruction.Operation.FINITE,
                writer.emit(shape, Instruction.Operation.ADD, cotangent, writer.constant(0)));
    writer.handOut(
        List.of(values), run -> pullback(run, task).scatter(k, run.layout(), run.array(values)));
  }
}
