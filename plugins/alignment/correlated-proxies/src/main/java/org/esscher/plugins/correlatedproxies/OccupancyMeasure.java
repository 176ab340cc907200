package org.esscher.plugins.correlatedproxies;

import org.esscher.api.EsscherException;
import org.esscher.api.TabularModel;

/**
 * The exact occupancy measure {@code μ(s, a) = (1 − γ) E Σ_t γ^t 1(s_t = s, a_t = a)} of a policy
 * in a finite Markov decision process, which solves {@code μ(s) = (1 − γ) μ₀(s) + γ Σ_{s′,a} μ(s′,
 * a) P(s | s′, a)}. Where episodes terminate, the rest of the mass belongs to what comes after,
 * whose reward is 0.
 */
final class OccupancyMeasure {
  private OccupancyMeasure() {}

  /**
   * The measure.
   *
   * @param model the process, of discount below 1
   * @param policy π(a|s), a row a state
   * @return μ(s, a), state by state, then the mass after termination: states · actions + 1 numbers
   *     that sum to 1
   * @throws EsscherException (USER) when the discount is 1: then there is no such measure
   */
  static double[] of(TabularModel model, double[][] policy) {
    double gamma = model.discount();
    if (!(gamma < 1)) {
      throw EsscherException.user(
          "an occupancy measure needs a discount below 1, got %s; use one γ for every policy",
          gamma);
    }
    int states = model.states();
    double[][] system = new double[states][states + 1];
    for (int to = 0; to < states; to++) {
      system[to][to] = 1;
      system[to][states] = (1 - gamma) * model.initial()[to];
    }
    for (int from = 0; from < states; from++) {
      for (int action = 0; action < model.actions(); action++) {
        double[] next = model.next(from, action);
        for (int to = 0; to < states; to++) {
          system[to][from] -= gamma * policy[from][action] * next[to];
        }
      }
    }
    double[] ofStates = solve(system);
    double[] measure = new double[states * model.actions() + 1];
    double rest = 1;
    for (int i = 0; i + 1 < measure.length; i++) {
      int state = i / model.actions();
      measure[i] = ofStates[state] * policy[state][i % model.actions()];
      rest -= measure[i];
    }
    measure[measure.length - 1] = Math.max(0, rest);
    return measure;
  }

  /**
   * Gauss's elimination. I − γPᵀ is diagonally dominant by columns, since columns of γPᵀ sum to at
   * most γ, so that no pivot needs to be sought.
   */
  private static double[] solve(double[][] system) {
    int size = system.length;
    for (int pivot = 0; pivot < size; pivot++) {
      for (int row = pivot + 1; row < size; row++) {
        double factor = system[row][pivot] / system[pivot][pivot];
        for (int column = pivot; factor != 0 && column <= size; column++) {
          system[row][column] -= factor * system[pivot][column];
        }
      }
    }
    double[] solution = new double[size];
    for (int row = size - 1; row >= 0; row--) {
      double sum = system[row][size];
      for (int column = row + 1; column < size; column++) {
        sum -= system[row][column] * solution[column];
      }
      solution[row] = sum / system[row][row];
    }
    return solution;
  }
}
