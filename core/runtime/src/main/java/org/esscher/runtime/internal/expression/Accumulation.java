package org.esscher.runtime.internal.expression;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Reduces a slot's elements to BATCH values: each block's part, then all parts. */
final class Accumulation implements SweepTask {
  private final List<Node> accumulators;
  private final double[][] batch;
  private final double[][] placesOfExtremes;
  private final BlockParts parts;
  private final Exchange exchange;

  private record Form(BitSet accumulators) {}

  /**
   * Reductions of one slot.
   *
   * @param accumulators the reductions
   * @param frame the slot
   * @param blocks its blocks
   * @param batch where their values go, by node
   * @param placesOfExtremes where the place of the block that holds a maximum or minimum first
   *     goes, by node
   * @param exchange tells of other partitions' shards
   */
  Accumulation(
      List<Node> accumulators,
      Frame frame,
      List<Block> blocks,
      double[][] batch,
      double[][] placesOfExtremes,
      Exchange exchange) {
    this.accumulators = accumulators;
    this.exchange = exchange;
    this.batch = batch;
    this.placesOfExtremes = placesOfExtremes;
    List<Joins.Run> runs = new ArrayList<>();
    for (Node node : accumulators) {
      runs.add(new Joins.Run(Join.of(node.expr().op()), node.width()));
    }
    this.parts = new BlockParts(blocks, new Joins("values of slot " + frame.slot(), runs));
  }

  @Override
  public List<Node> wanted() {
    return accumulators;
  }

  @Override
  public Workers.BlockVisitor on(Workspace workspace) {
    double[] scratch = new double[workspace.largest()];
    double[][] part = newPart(accumulators);
    return block -> {
      for (int k = 0; k < part.length; k++) {
        double[] x = workspace.valuesOf(accumulators.get(k).args()[0]);
        reduce(k, x, part[k], scratch, workspace.layout(), workspace.elements());
      }
    };
  }

  private static double[][] newPart(List<Node> accumulators) {
    return accumulators.stream().map(node -> new double[node.width()]).toArray(double[][]::new);
  }

  private void reduce(
      int k, double[] x, double[] part, double[] scratch, Layout layout, Elements elements) {
    Node node = accumulators.get(k);
    node.reduction(layout).forward(x, part, scratch, elements.functions());
    parts.put(layout.block(), k, part);
  }

  @Override
  public Object form() {
    return new Form(Program.ids(accumulators));
  }

  @Override
  public void write(TapeWriter writer, int number) {
    for (int k = 0; k < accumulators.size(); k++) {
      write(k, accumulators, writer, number);
    }
  }

  /** Static, so that nothing of the task can get into what is written. */
  private static void write(int k, List<Node> accumulators, TapeWriter writer, int number) {
    int x = writer.of(accumulators.get(k).args()[0]);
    writer.handOut(
        List.of(x),
        run ->
            run.task(number, Accumulation.class)
                .reduce(
                    k,
                    run.array(x),
                    run.kept(number, () -> newPart(accumulators))[k],
                    run.scratch(),
                    run.layout(),
                    run.elements()));
  }

  @Override
  public void finish() {
    double[] total = parts.total(exchange);
    for (int k = 0; k < accumulators.size(); k++) {
      Node node = accumulators.get(k);
      batch[node.id()] = parts.values(total, k);
      if (Join.of(node.expr().op()).width() > 1) {
        placesOfExtremes[node.id()] = parts.places(total, k);
      }
    }
  }
}
