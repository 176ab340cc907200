package org.esscher.runtime.internal.expression;

import java.util.List;
import org.esscher.api.Level;

/** Adds up how much each row, or each group, moves BATCH values. */
final class Influence implements SweepTask {
  private final List<Node> accumulators;
  private final double[][] batch;
  private final double[][] cotangent;
  private final boolean byGroup;
  private final double[] influence;

  /**
   * Influences through some reductions of one slot.
   *
   * @param accumulators the reductions
   * @param batch their values, by node
   * @param cotangent the derivatives of what is influenced with respect to them, by node
   * @param byGroup whether the unit is the group
   * @param influence of each row position or group; added to
   */
  Influence(
      List<Node> accumulators,
      double[][] batch,
      double[][] cotangent,
      boolean byGroup,
      double[] influence) {
    this.accumulators = accumulators;
    this.batch = batch;
    this.cotangent = cotangent;
    this.byGroup = byGroup;
    this.influence = influence;
  }

  @Override
  public List<Node> wanted() {
    return accumulators;
  }

  @Override
  public Workers.BlockVisitor on(Workspace workspace) {
    return block -> accumulators.forEach(node -> add(node, workspace, block));
  }

  private void add(Node node, Workspace workspace, Block block) {
    Place from = node.operandPlace();
    Level unit = byGroup || from.level() == Level.GROUP ? Level.GROUP : Level.ROW;
    int first = unit == Level.GROUP ? block.firstGroup() : block.firstPosition();
    double[] x = node.args().length == 0 ? new double[0] : workspace.valuesOf(node.args()[0]);
    Reduction reduction = node.reduction(workspace.layout());
    Nesting units = from.level() == unit ? null : workspace.layout().nesting(from, unit);
    int count = unit == Level.GROUP ? block.groups() : block.rows();
    for (int k = 0; k < count; k++) {
      int start = units == null ? k : units.start[k];
      int end = units == null ? k + 1 : units.start[k + 1];
      for (int i = start; i < end; i++) {
        for (int c = 0; c < node.width(); c++) {
          influence[first + k] +=
              cotangent[node.id()][c] * reduction.influence(x, batch[node.id()], i, c);
        }
      }
    }
  }
}
