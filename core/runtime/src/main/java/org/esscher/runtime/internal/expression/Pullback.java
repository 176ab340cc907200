package org.esscher.runtime.internal.expression;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.esscher.api.Op;
import org.jspecify.annotations.Nullable;

/**
 * Takes cotangents back through a slot's elements: from reductions to BATCH, or from one node's
 * elements, to leaves and to BATCH values that elements were combined with.
 */
final class Pullback implements SweepTask {
  private final Program program;
  private final Frame frame;
  private final Cotangents cotangents;
  private final List<Node> from;
  private final @Nullable ElementSeed seed;
  private final List<Node> needed;
  private final Flow flow;
  private final List<Node> reachedLeaves = new ArrayList<>();
  private final List<Node> reachedBatch = new ArrayList<>();
  private final BlockParts shares;
  private final Map<Node, LeafCotangent> stored;

  /** Cotangents of one node's elements, in the order of the stored rows. */
  @SuppressWarnings("ArrayRecordComponent") // never compared; a plain carrier of numbers
  record ElementSeed(Placement placement, double[] values) {}

  /**
   * A way back.
   *
   * @param program the program
   * @param frame the slot
   * @param cotangents what is known so far; leaves and BATCH values are added to
   * @param from reductions to BATCH with cotangents, or one finer node
   * @param seed the finer node's cotangents, else null
   */
  Pullback(
      Program program,
      Frame frame,
      Cotangents cotangents,
      List<Node> from,
      @Nullable ElementSeed seed) {
    this.program = program;
    this.frame = frame;
    this.cotangents = cotangents;
    this.from = from;
    this.seed = seed;
    this.needed = program.elementsFor(from);
    int[] seeds = new int[program.nodes().size()];
    for (Node node : from) {
      Node seeded = seeded(node);
      if (cotangents.flow().reaches(seeded)) {
        seeds[seeded.id()]++;
      }
    }
    this.flow = cotangents.flow().within(needed, seeds);
    findReached();
    List<Joins.Run> runs =
        reachedBatch.stream().map(node -> new Joins.Run(Join.SUM, node.width())).toList();
    this.shares =
        new BlockParts(
            program.blocks(frame), new Joins("cotangents through slot " + frame.slot(), runs));
    this.stored = new HashMap<>();
    reachedLeaves.forEach(
        leaf -> {
          BoundLeaf bound = Objects.requireNonNull(leaf.leaf());
          stored.put(leaf, cotangents.leaf(bound, bound.complete()));
        });
  }

  private Node seeded(Node node) {
    return node.accumulates() ? program.node(node.args()[0]) : node;
  }

  private void findReached() {
    for (Node node : needed) {
      if (node.leaf() != null && flow.reaches(node) && flow.shares(node) > 0) {
        reachedLeaves.add(node);
      }
      for (int i = 0; i < node.args().length; i++) {
        Node arg = program.node(node.args()[i]);
        boolean reached = arg.batch() && flow.shares(node) > 0 && flow.passes(node, i);
        if (reached && !reachedBatch.contains(arg)) {
          reachedBatch.add(arg);
        }
      }
    }
  }

  @Override
  public List<Node> wanted() {
    return from;
  }

  @Override
  public Workers.BlockVisitor on(Workspace workspace) {
    BlockPullback pullback = new BlockPullback(program, workspace, flow, needed);
    return block -> {
      pullback.begin(false);
      run(workspace, pullback, block);
      if (!finite(workspace, pullback)) {
        stored.values().forEach(LeafCotangent::suspect);
        if (anyNaN(workspace, pullback)) {
          pullback.begin(true);
          run(workspace, pullback, block);
        }
      }
      keep(workspace, pullback, block);
    };
  }

  private void run(Workspace workspace, BlockPullback pullback, Block block) {
    Layout layout = workspace.layout();
    for (Node node : from) {
      Node seeded = seeded(node);
      if (!cotangents.flow().reaches(seeded)) {
        continue;
      }
      double[] into = pullback.share(seeded);
      if (seed != null) {
        seed.placement.take(layout, seed.values, into);
      } else {
        node.reduction(layout)
            .backward(
                workspace.values(seeded),
                cotangents.value(node),
                Objects.requireNonNull(cotangents.ofBatch(node)),
                into,
                cotangents.extremesIn(node, block),
                workspace.elements().functions());
      }
      pullback.shared(seeded, layout.count(seeded.place()) * seeded.width());
    }
    pullback.run();
  }

  private boolean finite(Workspace workspace, BlockPullback pullback) {
    boolean finite = true;
    for (Node leaf : reachedLeaves) {
      double[] g = pullback.of(leaf);
      finite &= g == null || Finite.all(g, numbers(workspace, leaf));
    }
    for (Node node : reachedBatch) {
      double[] g = pullback.of(node);
      finite &= g == null || Finite.all(g, node.width());
    }
    return finite;
  }

  private static int numbers(Workspace workspace, Node leaf) {
    return workspace.layout().count(leaf.place()) * leaf.width();
  }

  private boolean anyNaN(Workspace workspace, BlockPullback pullback) {
    boolean any = false;
    for (Node leaf : reachedLeaves) {
      double[] g = pullback.of(leaf);
      any |= g != null && Pointwise.anyNaN(g, numbers(workspace, leaf));
    }
    for (Node node : reachedBatch) {
      double[] g = pullback.of(node);
      any |= g != null && Pointwise.anyNaN(g, node.width());
    }
    return any;
  }

  private void keep(Workspace workspace, BlockPullback pullback, Block block) {
    for (Node leaf : reachedLeaves) {
      double[] g = pullback.of(leaf);
      if (g == null) {
        g = new double[numbers(workspace, leaf)];
      } else {
        Pointwise.withoutNegativeZeros(g, numbers(workspace, leaf));
      }
      Objects.requireNonNull(leaf.leaf())
          .scatter(workspace.layout(), g, Objects.requireNonNull(stored.get(leaf)));
    }
    for (int k = 0; k < reachedBatch.size(); k++) {
      double[] g = pullback.of(reachedBatch.get(k));
      if (g != null) {
        shares.put(block, k, g);
      }
    }
  }

  // ---- the same, written down

  @Override
  public boolean write(TapeWriter writer) {
    if (seed != null) {
      return false;
    }
    writer.collect(
        List.of(),
        run -> {
          for (double[] total : totals(run)) {
            Arrays.fill(total, 0);
          }
          return true;
        });
    TapeWriter.Back back =
        writer
        .new Back(
            flow,
            (run, node, component, value) ->
                totals(run)[reachedBatch.indexOf(node)][component] += value);
    for (Node node : from) {
      Node seeded = seeded(node);
      if (cotangents.flow().reaches(seeded)) {
        back.share(seeded, seed(node, seeded, writer));
      }
    }
    back.run(needed);
    for (Node leaf : reachedLeaves) {
      writeLeaf(leaf, back.of(leaf), writer);
    }
    writer.collect(List.of(), this::finiteShares);
    writer.handOut(List.of(), this::keepShares);
    return true;
  }

  private double[][] totals(TapeRun run) {
    return run.kept(
        this,
        () -> reachedBatch.stream().map(node -> new double[node.width()]).toArray(double[][]::new));
  }

  private int seed(Node node, Node seeded, TapeWriter writer) {
    if (node.expr().op() == Op.SUM && node.width() == 1 && !frame.weighted()) {
      return writer.seed(node, cotangents);
    }
    boolean linear = node.expr().op() == Op.SUM;
    int x = writer.of(seeded.id());
    return writer.step(
        TapeWriter.shape(seeded),
        linear ? List.of() : List.of(x),
        (run, into) ->
            node.reduction(run.layout())
                .backward(
                    run.arrayOrNothing(x),
                    cotangents.value(node),
                    Objects.requireNonNull(cotangents.ofBatch(node)),
                    into,
                    cotangents.extremesIn(node, run.layout().block()),
                    run.elements().functions()));
  }

  private void writeLeaf(Node leaf, @Nullable Integer cotangent, TapeWriter writer) {
    BoundLeaf bound = Objects.requireNonNull(leaf.leaf());
    LeafCotangent into = Objects.requireNonNull(stored.get(leaf));
    Tape.Shape shape = TapeWriter.shape(leaf);
    int values =
        cotangent == null
            ? writer.constant(0)
            : writer.emit(
                shape,
                Instruction.Operation.FINITE,
                writer.emit(shape, Instruction.Operation.ADD, cotangent, writer.constant(0)));
    writer.handOut(List.of(values), run -> bound.scatter(run.layout(), run.array(values), into));
  }

  private boolean finiteShares(TapeRun run) {
    boolean finite = true;
    for (double[] total : totals(run)) {
      finite &= Finite.all(total, total.length);
    }
    return finite;
  }

  private void keepShares(TapeRun run) {
    double[][] totals = totals(run);
    for (int k = 0; k < totals.length; k++) {
      shares.put(run.layout().block(), k, totals[k]);
    }
  }

  @Override
  public void finish() {
    if (reachedBatch.isEmpty()) {
      return;
    }
    double[] all = shares.total(program.bindings().exchange());
    for (int k = 0; k < reachedBatch.size(); k++) {
      double[] total = cotangents.addressOf(reachedBatch.get(k));
      double[] added = shares.values(all, k);
      for (int i = 0; i < total.length; i++) {
        total[i] += added[i];
      }
    }
  }
}
