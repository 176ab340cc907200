package org.esscher.plugins.r2pvi;

import java.util.Arrays;
import java.util.List;
import org.esscher.api.EsscherException;

/**
 * The known rewards r_h = φ·θ_h of a process of H steps with features of the probability simplex.
 */
final class LinearRewards {
  private static final double ROUNDING = 1e-6;

  private final double[][] theta;

  /**
   * Checks.
   *
   * @param theta θ_h, by step
   * @param horizon H
   */
  LinearRewards(List<List<Double>> theta, int horizon) {
    this.theta =
        theta.stream()
            .map(step -> step.stream().mapToDouble(Double::doubleValue).toArray())
            .toArray(double[][]::new);
    if (theta.size() != horizon
        || theta.get(0).isEmpty()
        || theta.stream().mapToInt(List::size).distinct().count() > 1
        || Arrays.stream(this.theta)
            .flatMapToDouble(Arrays::stream)
            .anyMatch(one -> !finite(one))) {
      throw EsscherException.user(
          "theta has %d lists of %s numbers; one of each of the %d steps of the horizon is needed,"
              + " all of one length and finite",
          theta.size(), theta.stream().map(List::size).distinct().toList(), horizon);
    }
  }

  private static boolean finite(double value) {
    return Double.isFinite(value);
  }

  int horizon() {
    return theta.length;
  }

  /** d, components of φ. */
  int width() {
    return theta[0].length;
  }

  double[] theta(int step) {
    return theta[step].clone();
  }

  /**
   * φ·θ_h.
   *
   * @param step from 0
   * @param phi checked features
   */
  double reward(int step, double[] phi) {
    return Ridge.dot(theta[step], phi);
  }

  /**
   * Refuses what lies outside of the simplex, and what would be paid more or less than the bounds
   * of the values allow.
   *
   * @param step from 0
   * @param phi features of one state and action
   * @param where names them in messages
   * @return the features
   */
  double[] checked(int step, double[] phi, String where) {
    double mass = 0;
    for (double one : phi) {
      mass += one >= 0 ? one : Double.NaN;
    }
    if (!(Math.abs(mass - 1) <= ROUNDING)) {
      throw EsscherException.data(
          "%s: %s is not in the probability simplex; features of at least 0 that sum to 1 are"
              + " needed",
          where, Arrays.toString(phi));
    }
    double reward = reward(step, phi);
    if (!(reward >= -ROUNDING && reward <= 1 + ROUNDING)) {
      throw EsscherException.data(
          "%s: the reward of %s by theta of step %d is %s; rewards within [0, 1] are needed, as"
              + " values are bounded by the steps that are left",
          where, Arrays.toString(phi), step, reward);
    }
    return phi;
  }

  /**
   * Refuses a logged reward that is another one.
   *
   * @param step from 0
   * @param phi checked features
   * @param logged the reward
   * @param where names it in messages
   */
  void requireReward(int step, double[] phi, double logged, String where) {
    double reward = reward(step, phi);
    if (!(Math.abs(reward - logged) <= ROUNDING)) {
      throw EsscherException.data(
          "%s: the reward is %s, but by theta of step %d it is %s; correct theta or the log",
          where, logged, step, reward);
    }
  }
}
