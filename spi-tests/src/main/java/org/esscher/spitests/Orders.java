package org.esscher.spitests;

/** Compares estimates of the same rows in another order. */
final class Orders {
  private static final double ROUNDING = 1e-9;

  private Orders() {}

  static void requireRowOrderFree(Trial trial, boolean grouped, long seed) {
    int[] order =
        grouped
            ? trial.groups().reversedWithin()
            : Groups.shuffled(trial.rows(), Workspace.random(seed + 1));
    trial.read().requireSame("rows reordered", trial.reordered(order), order, ROUNDING);
  }

  static void requireGroupOrderFree(Trial trial) {
    int[] order = trial.groups().groupsReversed();
    trial.read().requireSame("groups reordered", trial.reordered(order), order, ROUNDING);
  }
}
