package org.esscher.plugins.qarl;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.IntStream;
import org.esscher.api.EsscherException;
import org.jspecify.annotations.Nullable;

/** A finite zero-sum Markov game; a matrix game is the one of a single state and no transitions. */
final class MarkovGame {
  private static final double ROUNDING = 1e-9;

  /** Sweeps end where no value changes by more, in units of the largest value or 1. */
  private static final double SETTLED = 1e-13;

  private static final int SWEEPS = 100_000;

  private final List<MatrixGame> rewards;
  private final double @Nullable [][] transitions;
  private final double discount;

  /**
   * A game.
   *
   * @param rewards a matrix a state
   * @param transitions P(next | state, a, b), row (state · A + a) · B + b; null where nothing
   *     follows
   * @param discount γ
   */
  MarkovGame(List<MatrixGame> rewards, double @Nullable [][] transitions, double discount) {
    this.rewards = rewards;
    this.transitions = transitions;
    this.discount = discount;
  }

  /** A game of a configuration's numbers. */
  static MarkovGame of(
      int states,
      List<List<Double>> payoff,
      @Nullable List<List<Double>> transitions,
      double discount) {
    MatrixGame stacked = MatrixGame.of(payoff);
    int actions = stacked.rows() / states;
    if (actions == 0 || actions * states != stacked.rows()) {
      throw EsscherException.user(
          "payoff has %d rows, which %d states can't share evenly; the rows of state 0, then those"
              + " of state 1 and so on are needed",
          stacked.rows(), states);
    }
    List<MatrixGame> rewards =
        IntStream.range(0, states)
            .mapToObj(state -> new MatrixGame(slice(stacked.payoff(), state * actions, actions)))
            .toList();
    if (transitions == null) {
      return new MarkovGame(rewards, null, discount);
    }
    if (!(discount < 1)) {
      throw EsscherException.user(
          "the discount of a game that goes on is %s; set one below 1", discount);
    }
    int decisions = stacked.rows() * stacked.columns();
    if (transitions.size() != decisions) {
      throw EsscherException.user(
          "transitions has %d rows; one for each state, row and column, %d, is needed",
          transitions.size(), decisions);
    }
    double[][] next = new double[decisions][];
    for (int i = 0; i < decisions; i++) {
      next[i] = transitions.get(i).stream().mapToDouble(Double::doubleValue).toArray();
      double mass = 0;
      for (double p : next[i]) {
        mass += p >= 0 ? p : Double.NaN;
      }
      if (next[i].length != states || !(mass <= 1 + ROUNDING)) {
        throw EsscherException.user(
            "row %d of transitions is %s; %d probabilities that sum to at most 1 are needed",
            i, transitions.get(i), states);
      }
    }
    return new MarkovGame(rewards, next, discount);
  }

  private static double[][] slice(double[][] rows, int from, int count) {
    return Arrays.copyOfRange(rows, from, from + count);
  }

  private int states() {
    return rewards.size();
  }

  /** Actions of the row player. */
  int actions() {
    return rewards.get(0).rows();
  }

  /** r + γ P V of a state, as a matrix game. */
  private MatrixGame following(int state, double... values) {
    MatrixGame paid = rewards.get(state);
    double[][] matrix = new double[paid.rows()][paid.columns()];
    for (int a = 0; a < paid.rows(); a++) {
      for (int b = 0; b < paid.columns(); b++) {
        matrix[a][b] = paid.payoff()[a][b];
        if (transitions != null) {
          double[] next = transitions[(state * paid.rows() + a) * paid.columns() + b];
          for (int to = 0; to < values.length; to++) {
            matrix[a][b] += discount * next[to] * values[to];
          }
        }
      }
    }
    return new MatrixGame(matrix);
  }

  /** The value that a state has when its matrix, what follows included, is judged by a rule. */
  double[] values(ToDoubleBiFunction<Integer, MatrixGame> rule) {
    double[] values = new double[states()];
    for (int sweep = 0; sweep < SWEEPS; sweep++) {
      double change = 0;
      double largest = 1;
      double[] next = new double[values.length];
      for (int state = 0; state < next.length; state++) {
        next[state] = rule.applyAsDouble(state, following(state, values));
        change = Math.max(change, Math.abs(next[state] - values[state]));
        largest = Math.max(largest, Math.abs(next[state]));
      }
      values = next;
      if (transitions == null || change <= SETTLED * largest) {
        return values;
      }
    }
    throw EsscherException.user(
        "the values of the game did not settle in %d sweeps at the discount %s; lower it",
        SWEEPS, discount);
  }

  /**
   * The equilibrium of the game whose players get α H(x) and pay β H(y) in each state, by Shapley's
   * iteration: {@code V(s) = xᵀ M_s y + α H(x) − β H(y)} of the quantal responses to M_s = r + γ P
   * V, a contraction.
   */
  List<QuantalResponse> equilibrium(double alpha, double beta) {
    double[] values =
        values(
            (state, game) -> {
              QuantalResponse found = QuantalResponse.of(game, alpha, beta);
              return game.value(found.row(), found.column())
                  + alpha * entropy(found.row())
                  - beta * entropy(found.column());
            });
    return IntStream.range(0, states())
        .mapToObj(state -> QuantalResponse.of(following(state, values), alpha, beta))
        .toList();
  }

  private static double entropy(double... probabilities) {
    double sum = 0;
    for (double p : probabilities) {
      sum -= p > 0 ? p * Math.log(p) : 0;
    }
    return sum;
  }
}
