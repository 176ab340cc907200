package org.esscher.runtime.internal.expression;

import java.util.List;

/** Reduces a slot's elements to BATCH values: each block's part, then all parts. */
final class Accumulation implements SweepTask {
  private final List<Node> accumulators;
  private final double[][] batch;
  private final double[][] placesOfExtremes;
  private final BlockParts parts;
  private final Exchange exchange;

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
    List<Joins.Run> runs =
        accumulators.stream()
            .map(node -> new Joins.Run(Join.of(node.expr().op()), node.width()))
            .toList();
    this.parts = new BlockParts(blocks, new Joins("values of slot " + frame.slot(), runs));
  }

  @Override
  public List<Node> wanted() {
    return accumulators;
  }

  @Override
  public Workers.BlockVisitor on(Workspace workspace) {
    double[] scratch = new double[workspace.largest()];
    double[][] part = newPart();
    return block -> {
      for (int k = 0; k < part.length; k++) {
        double[] x = workspace.valuesOf(accumulators.get(k).args()[0]);
        reduce(k, x, part[k], scratch, workspace.layout(), workspace.elements());
      }
    };
  }

  private double[][] newPart() {
    return accumulators.stream().map(node -> new double[node.width()]).toArray(double[][]::new);
  }

  private void reduce(
      int k, double[] x, double[] part, double[] scratch, Layout layout, Elements elements) {
    Node node = accumulators.get(k);
    node.reduction(layout).forward(x, part, scratch, elements.functions());
    parts.put(layout.block(), k, part);
  }

  @Override
  public boolean write(TapeWriter writer) {
    for (int k = 0; k < accumulators.size(); k++) {
      int which = k;
      int x = writer.of(accumulators.get(k).args()[0]);
      writer.handOut(
          List.of(x),
          run ->
              reduce(
                  which,
                  run.array(x),
                  run.kept(this, this::newPart)[which],
                  run.scratch(),
                  run.layout(),
                  run.elements()));
    }
    return true;
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
