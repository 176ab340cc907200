package org.esscher.plugins.r2pvi;

import java.util.Arrays;
import java.util.List;
import org.esscher.api.State;

/**
 * Fitted action values Q̂_h(s, a) = φ·w_h − β·width(φ), at most the steps that are left, and their
 * greedy policy. Immutable.
 */
final class LinearValues {
  private final List<Step> steps;
  private final Pessimism pessimism;

  /** What is fitted of one step. */
  static final class Step {
    private final double[] w;
    private final double[] nu;
    private final double[][] inverse;

    Step(double[] w, double[] nu, double[][] inverse) {
      this.w = w;
      this.nu = nu;
      this.inverse = inverse;
    }

    /** θ_h + ν̂_h. */
    double[] w() {
      return w;
    }

    /** ν̂_h, the worst-case value of what follows, by factor. */
    double[] nu() {
      return nu;
    }

    /** Λ_h⁻¹. */
    double[][] inverse() {
      return inverse;
    }
  }

  /**
   * What is taken off.
   *
   * @param beta β
   * @param width of what is not known
   * @param lowerClip whether values are at least 0
   */
  record Pessimism(double beta, Width width, boolean lowerClip) {}

  /**
   * The best action.
   *
   * @param action its number, the lowest of equals
   * @param value its Q̂
   */
  record Choice(int action, double value) {}

  /**
   * Fitted steps.
   *
   * @param steps the first to the last; while they are being fitted, the later ones may be all that
   *     there is, the rest null
   * @param pessimism what is taken off
   */
  LinearValues(List<Step> steps, Pessimism pessimism) {
    this.steps = steps;
    this.pessimism = pessimism;
  }

  int horizon() {
    return steps.size();
  }

  int width() {
    return steps.get(0).w().length;
  }

  /**
   * Q̂.
   *
   * @param step from 0
   * @param phi features of a state and action
   */
  double q(int step, double[] phi) {
    Step fitted = steps.get(step);
    double bonus = pessimism.beta() * pessimism.width().of(phi, fitted.inverse());
    double value = Math.min(Ridge.dot(phi, fitted.w()) - bonus, horizon() - step);
    return pessimism.lowerClip() ? Math.max(0, value) : value;
  }

  /**
   * The best of some actions.
   *
   * @param step from 0
   * @param actions features of each, at least one
   */
  Choice best(int step, double[][] actions) {
    Choice best = new Choice(0, q(step, actions[0]));
    for (int action = 1; action < actions.length; action++) {
      double value = q(step, actions[action]);
      best = value > best.value() ? new Choice(action, value) : best;
    }
    return best;
  }

  /** By step and component: {@code w, nu, bonus_diag}; by step, row and column: {@code inverse}. */
  State save() {
    return State.empty()
        .with("w", flat(steps.stream().map(Step::w).toArray(double[][]::new)))
        .with("nu", flat(steps.stream().map(Step::nu).toArray(double[][]::new)))
        .with(
            "bonus_diag",
            flat(steps.stream().map(LinearValues::deviations).toArray(double[][]::new)))
        .with(
            "inverse",
            flat(steps.stream().map(step -> flat(step.inverse())).toArray(double[][]::new)));
  }

  private static double[] deviations(Step step) {
    double[] deviations = new double[step.w().length];
    Arrays.setAll(deviations, i -> Math.sqrt(step.inverse()[i][i]));
    return deviations;
  }

  private static double[] flat(double[][] rows) {
    return Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
  }

  /** What {@link #save} gave. */
  static LinearValues restored(State saved, int horizon, Pessimism pessimism) {
    double[] w = saved.get("w");
    double[] nu = saved.get("nu");
    double[] inverse = saved.get("inverse");
    int width = w.length / horizon;
    Step[] steps = new Step[horizon];
    for (int h = 0; h < horizon; h++) {
      double[][] matrix = new double[width][];
      for (int i = 0; i < width; i++) {
        int from = (h * width + i) * width;
        matrix[i] = Arrays.copyOfRange(inverse, from, from + width);
      }
      steps[h] =
          new Step(
              Arrays.copyOfRange(w, h * width, (h + 1) * width),
              Arrays.copyOfRange(nu, h * width, (h + 1) * width),
              matrix);
    }
    return new LinearValues(List.of(steps), pessimism);
  }
}
