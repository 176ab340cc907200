package org.esscher.plugins.prdc;

/** How far a pair is from its neighbors in the log. */
public enum Form {
  /** The squared difference of the actions, a mean over their components. */
  ACTION_MSE {
    @Override
    double value(double observations, double actions, int components) {
      return actions / components;
    }

    @Override
    double slope(double observations, double actions, int components) {
      return 2.0 / components;
    }
  },

  /** The distance of the pairs. */
  DISTANCE {
    @Override
    double value(double observations, double actions, int components) {
      return Math.sqrt(observations + actions);
    }

    /** 1/distance; at the pair itself there is no direction, and no slope. */
    @Override
    double slope(double observations, double actions, int components) {
      double distance = Math.sqrt(observations + actions);
      return distance == 0 ? 0 : 1 / distance;
    }
  };

  /**
   * The value for one neighbor.
   *
   * @param observations squared distance of the observations, times β²
   * @param actions squared distance of the actions
   * @param components of an action
   */
  abstract double value(double observations, double actions, int components);

  /** What the difference of the actions is multiplied by for the derivative in the action. */
  abstract double slope(double observations, double actions, int components);
}
