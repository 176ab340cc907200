package org.esscher.spitests.probe;

import org.esscher.api.Column;
import org.esscher.api.State;

/** φᵀw less the pessimism bonus, clipped, at one step of the horizon. */
final class RobustValue {
  private final double[] weights;
  private final double[] bonus;
  private final double beta;
  private final double most;

  RobustValue(State fitted, int step, double beta, int horizon) {
    this.weights = fitted.get("weights/" + step);
    this.bonus = fitted.get("bonus/" + step);
    this.beta = beta;
    this.most = horizon - step;
  }

  /** An action and its value. */
  record Choice(int action, double value) {}

  double of(Column features, int element) {
    double value = 0;
    for (int i = 0; i < weights.length; i++) {
      value += features.at((long) element * weights.length + i) * (weights[i] - beta * bonus[i]);
    }
    return Math.min(Math.max(value, 0), most);
  }

  /** The row's list holds each action's features; ties go to the lowest action. */
  Choice best(Column features, int row) {
    Choice best = new Choice(0, Double.NEGATIVE_INFINITY);
    for (int element = features.start(row); element < features.start(row + 1); element++) {
      double value = of(features, element);
      if (value > best.value) {
        best = new Choice(element - features.start(row), value);
      }
    }
    return best;
  }
}
