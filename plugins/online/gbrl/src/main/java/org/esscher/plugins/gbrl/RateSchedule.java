package org.esscher.plugins.gbrl;

/** How learning rates change with the number of trees. */
public enum RateSchedule {
  /** Not at all. */
  CONSTANT {
    @Override
    double factor(int trees, int maxTrees) {
      return 1;
    }
  },
  /** Down to 0 at the last tree that there may be. */
  LINEAR {
    @Override
    double factor(int trees, int maxTrees) {
      return 1 - (double) trees / maxTrees;
    }
  };

  /**
   * The factor of the next tree's rates.
   *
   * @param trees that there are
   * @param maxTrees that there may be
   */
  abstract double factor(int trees, int maxTrees);
}
