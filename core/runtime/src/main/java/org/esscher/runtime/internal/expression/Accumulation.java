package org.esscher.runtime.internal.expression;

import java.util.Arrays;
import java.util.List;

/** Reduces a slot's elements to BATCH values: each block's part, then the parts in order. */
final class Accumulation implements SweepTask {
  private final List<Node> accumulators;
  private final double[][] batch;
  private final int[][] blockOfExtreme;
  private final double[][] parts;
  private final Exchange exchange;

  /**
   * Reductions of one slot.
   *
   * @param accumulators the reductions
   * @param blocks number of blocks
   * @param batch where their values go, by node
   * @param blockOfExtreme where the block that holds a maximum or minimum first goes, by node;
   *     counted from this partition's first
   * @param exchange tells what other partitions' blocks gave
   */
  Accumulation(
      List<Node> accumulators,
      int blocks,
      double[][] batch,
      int[][] blockOfExtreme,
      Exchange exchange) {
    this.accumulators = accumulators;
    this.exchange = exchange;
    this.batch = batch;
    this.blockOfExtreme = blockOfExtreme;
    this.parts = new double[accumulators.size()][];
    for (int k = 0; k < parts.length; k++) {
      parts[k] = new double[blocks * accumulators.get(k).width()];
    }
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
      for (int k = 0; k < parts.length; k++) {
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
    System.arraycopy(part, 0, parts[k], layout.block().index() * node.width(), node.width());
  }

  @Override
  public boolean write(TapeWriter writer) {
    for (int k = 0; k < parts.length; k++) {
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
    int[] widths = accumulators.stream().mapToInt(Node::width).toArray();
    BlockParts all = BlockParts.joined(parts, widths, exchange);
    for (int k = 0; k < parts.length; k++) {
      Node node = accumulators.get(k);
      int width = node.width();
      double[] total = new double[width];
      Arrays.fill(total, Reduction.identity(node.expr().op()));
      int[] first = new int[width];
      Arrays.fill(first, -all.before());
      int blocks = all.parts()[k].length / width;
      for (int block = 0; block < blocks; block++) {
        for (int c = 0; c < width; c++) {
          double joined =
              Reduction.join(node.expr().op(), total[c], all.parts()[k][block * width + c]);
          first[c] = joined != total[c] ? block - all.before() : first[c];
          total[c] = joined;
        }
      }
      batch[node.id()] = total;
      blockOfExtreme[node.id()] = first;
    }
  }
}
