package org.esscher.plugins.r2pvi;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleConsumer;
import org.esscher.plugins.r2pvi.LinearValues.Pessimism;
import org.esscher.plugins.r2pvi.LinearValues.Step;
import org.esscher.plugins.r2pvi.StepLog.Transition;

/**
 * Pessimistic value iteration with linear features, from the last step to the first: at each, the
 * values of what follows in the log are regressed on the features.
 */
final class BackwardPass {
  private final StepLog log;
  private final LinearRewards rewards;
  private final double gamma;
  private final Pessimism pessimism;
  private final DoubleConsumer follower;

  /** What a method makes of the values of the next states. */
  @FunctionalInterface
  interface Following {
    /**
     * ν̂_h.
     *
     * @param ridge regressions on the features of this step
     * @param values V̂ of each row's next state
     * @return a value a factor
     */
    double[] nu(Ridge ridge, double[] values);
  }

  /** Says how much each row of a step counts. */
  @FunctionalInterface
  interface Weighting {
    /** Each row counts alike. */
    Weighting EVEN =
        (features, values) -> {
          double[] weights = new double[features.size()];
          Arrays.fill(weights, 1);
          return weights;
        };

    /**
     * 1/σ_τ².
     *
     * @param features of the rows of a step
     * @param values V̂ of each row's next state
     */
    double[] of(List<double[]> features, double[] values);
  }

  /**
   * A pass.
   *
   * @param log the data
   * @param rewards the known rewards
   * @param gamma γ, the ridge
   * @param pessimism what is taken off
   * @param follower is told which part of the steps is done
   */
  BackwardPass(
      StepLog log,
      LinearRewards rewards,
      double gamma,
      Pessimism pessimism,
      DoubleConsumer follower) {
    this.log = log;
    this.rewards = rewards;
    this.gamma = gamma;
    this.pessimism = pessimism;
    this.follower = follower;
  }

  /** Values with known rewards: w_h = θ_h + ν̂_h, and w_H = θ_H. */
  LinearValues knownRewards(Following following, Weighting weighting) {
    Step[] steps = new Step[rewards.horizon()];
    for (int step = steps.length - 1; step >= 0; step--) {
      boolean last = step == steps.length - 1;
      double[] values = nextValues(step, steps);
      Ridge ridge = ridge(step, weighting.of(features(step), values));
      double[] nu = last ? new double[rewards.width()] : following.nu(ridge, values);
      double[] w = rewards.theta(step);
      for (int i = 0; i < w.length; i++) {
        w[i] += nu[i];
      }
      steps[step] = new Step(w, nu, ridge.inverse());
      follower.accept(1 - (double) step / steps.length);
    }
    return new LinearValues(Arrays.asList(steps), pessimism);
  }

  /** Values without robustness, whose rewards are regressed too: w_h = Λ⁻¹ Σ φ·(r + V̂). */
  LinearValues regressedRewards() {
    Step[] steps = new Step[rewards.horizon()];
    for (int step = steps.length - 1; step >= 0; step--) {
      List<double[]> features = features(step);
      double[] values = nextValues(step, steps);
      Ridge ridge = ridge(step, Weighting.EVEN.of(features, values));
      double[] targets = values.clone();
      for (int row = 0; row < targets.length; row++) {
        targets[row] += rewards.reward(step, features.get(row));
      }
      steps[step] = new Step(ridge.fit(targets), ridge.fit(values), ridge.inverse());
      follower.accept(1 - (double) step / steps.length);
    }
    return new LinearValues(Arrays.asList(steps), pessimism);
  }

  private Ridge ridge(int step, double[] weights) {
    return new Ridge(gamma, features(step), weights, rewards.width());
  }

  private List<double[]> features(int step) {
    return log.at(step).stream().map(Transition::features).toList();
  }

  /** V̂ of each row's next state: its best action's value, 0 where nothing follows. */
  private double[] nextValues(int step, Step[] later) {
    LinearValues values = new LinearValues(Arrays.asList(later), pessimism);
    return log.at(step).stream()
        .mapToDouble(row -> row.next().length == 0 ? 0 : values.best(step + 1, row.next()).value())
        .toArray();
  }
}
