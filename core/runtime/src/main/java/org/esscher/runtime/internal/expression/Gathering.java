package org.esscher.runtime.internal.expression;

import java.util.List;

/** Takes values finer than BATCH out, in the order of the stored rows. */
final class Gathering implements SweepTask {
  private final Node node;
  private final Placement placement;
  private final double[] stored;

  Gathering(Node node, Placement placement, double[] stored) {
    this.node = node;
    this.placement = placement;
    this.stored = stored;
  }

  @Override
  public List<Node> wanted() {
    return List.of(node);
  }

  @Override
  public Workers.BlockVisitor on(Workspace workspace) {
    return block -> placement.put(workspace.layout(), workspace.values(node), stored);
  }
}
