package org.esscher.runtime.internal.expression;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Takes cotangents back through a slot's elements, {@linkplain Way one way}. */
final class Pullback implements SweepTask {
  private final BoundProgram bound;
  private final Cotangents cotangents;
  private final Way way;
  private final @Nullable ElementSeed seed;
  private final BlockParts shares;

  /** By number of the way's leaves. */
  private final BoundLeaf[] leaves;

  private final LeafCotangent[] stored;

  /** Cotangents of one node's elements, in the order of the stored rows. */
  @SuppressWarnings("ArrayRecordComponent") // never compared; a plain carrier of numbers
  record ElementSeed(Placement placement, double[] values) {}

  /**
   * A way back.
   *
   * @param bound the program
   * @param frame the slot
   * @param cotangents what is known so far; leaves and BATCH values are added to
   * @param from reductions to BATCH with cotangents, or one finer node
   * @param seed the finer node's cotangents, else null
   */
  Pullback(
      BoundProgram bound,
      Frame frame,
      Cotangents cotangents,
      List<Node> from,
      @Nullable ElementSeed seed) {
    this.bound = bound;
    this.cotangents = cotangents;
    this.way = Way.of(bound.program(), cotangents.flow(), from);
    this.seed = seed;
    List<Joins.Run> runs =
        way.batch().stream().map(node -> new Joins.Run(Join.SUM, node.width())).toList();
    this.shares =
        new BlockParts(
            bound.blocks(frame), new Joins("cotangents through slot " + frame.slot(), runs));
    this.leaves = new BoundLeaf[way.leaves().size()];
    this.stored = new LeafCotangent[leaves.length];
    for (int k = 0; k < leaves.length; k++) {
      Leaf leaf = Objects.requireNonNull(way.leaves().get(k).leaf());
      leaves[k] = bound.leaves().of(leaf);
      stored[k] = cotangents.leaf(leaf, leaf.complete());
    }
  }

  @Override
  public List<Node> wanted() {
    return way.from();
  }

  Cotangents cotangents() {
    return cotangents;
  }

  @Override
  public Workers.BlockVisitor on(Workspace workspace) {
    BlockPullback pullback = new BlockPullback(bound.program(), workspace, way);
    return block -> {
      pullback.begin(false);
      run(workspace, pullback);
      if (!finite(workspace, pullback)) {
        for (LeafCotangent cotangent : stored) {
          cotangent.suspect();
        }
        if (anyNaN(workspace, pullback)) {
          pullback.begin(true);
          run(workspace, pullback);
        }
      }
      keep(workspace, pullback, block);
    };
  }

  private void run(Workspace workspace, BlockPullback pullback) {
    Layout layout = workspace.layout();
    for (Node node : way.from()) {
      if (way.starts(node)) {
        Node seeded = way.seeded(node);
        double[] into = pullback.share(seeded);
        seed(node, workspace.values(seeded), into, layout, workspace.elements());
        pullback.shared(seeded, layout.count(seeded.place()) * seeded.width());
      }
    }
    pullback.run();
  }

  /** The cotangents that a block's elements begin with. */
  void seed(Node from, double[] x, double[] into, Layout layout, Elements elements) {
    if (seed != null) {
      seed.placement.take(layout, seed.values, into);
      return;
    }
    from.reduction(layout)
        .backward(
            x,
            cotangents.value(from),
            Objects.requireNonNull(cotangents.ofBatch(from)),
            into,
            cotangents.extremesIn(from, layout.block()),
            elements.functions());
  }

  private boolean finite(Workspace workspace, BlockPullback pullback) {
    boolean finite = true;
    for (Node leaf : way.leaves()) {
      double[] g = pullback.of(leaf);
      finite &= g == null || Finite.all(g, numbers(workspace, leaf));
    }
    for (Node node : way.batch()) {
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
    for (Node leaf : way.leaves()) {
      double[] g = pullback.of(leaf);
      any |= g != null && Pointwise.anyNaN(g, numbers(workspace, leaf));
    }
    for (Node node : way.batch()) {
      double[] g = pullback.of(node);
      any |= g != null && Pointwise.anyNaN(g, node.width());
    }
    return any;
  }

  private void keep(Workspace workspace, BlockPullback pullback, Block block) {
    for (int k = 0; k < leaves.length; k++) {
      Node leaf = way.leaves().get(k);
      double[] g = pullback.of(leaf);
      if (g == null) {
        g = new double[numbers(workspace, leaf)];
      } else {
        Pointwise.withoutNegativeZeros(g, numbers(workspace, leaf));
      }
      scatter(k, workspace.layout(), g);
    }
    double[][] totals = new double[way.batch().size()][];
    for (int k = 0; k < totals.length; k++) {
      totals[k] = pullback.of(way.batch().get(k));
    }
    keep(block, totals);
  }

  /** Hands out a block's cotangents of a leaf of the way. */
  void scatter(int leaf, Layout layout, double[] cotangent) {
    leaves[leaf].scatter(layout, cotangent, stored[leaf]);
  }

  /** Keeps a block's shares of the cotangents of BATCH values, or null for none. */
  void keep(Block block, double[] @Nullable [] totals) {
    for (int k = 0; k < totals.length; k++) {
      if (totals[k] != null) {
        shares.put(block, k, totals[k]);
      }
    }
  }

  @Override
  public @Nullable Object form() {
    return seed == null ? way : null;
  }

  @Override
  public void write(TapeWriter writer, int number) {
    way.write(writer, number);
  }

  @Override
  public void finish() {
    if (way.batch().isEmpty()) {
      return;
    }
    double[] all = shares.total(bound.exchange());
    for (int k = 0; k < way.batch().size(); k++) {
      double[] total = cotangents.addressOf(way.batch().get(k));
      double[] added = shares.values(all, k);
      for (int i = 0; i < total.length; i++) {
        total[i] += added[i];
      }
    }
  }
}
