package org.esscher.runtime.internal.evaluate;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.Enumerable;
import org.esscher.data.Arena;

/**
 * The reward model of the direct and doubly robust estimates: cross-fitted means by action, what
 * they predict for the logged actions, and what a policy can expect of them. The standard error of
 * the direct estimate is a jackknife over the folds, which refits the means: the spread of its
 * predictions alone would say nothing of how well they are known.
 */
final class RewardTable {
  private static final int ENUMERATED_ROWS = 2048;

  private final int[] fold;
  private final ActionMeans means;
  private final double[] predicted;
  private final double[] expected;
  private final int[] foldRows;

  /** Probability that the policy gives to each action, summed over the rows of each fold. */
  private final Map<Long, double[]> mass = new HashMap<>();

  /**
   * A table.
   *
   * @param policy whose expectations are wanted
   * @param log the rows
   * @param fold of each row, from 0
   * @param folds how many there are
   * @param arena the parent of what is enumerated
   * @param contexts for enumeration
   */
  RewardTable(Enumerable policy, Batch log, int[] fold, int folds, Arena arena, Contexts contexts) {
    this.fold = fold;
    foldRows = new int[folds];
    means = new ActionMeans(log, fold, folds);
    Column action = log.column("action");
    predicted =
        IntStream.range(0, log.rows())
            .mapToDouble(row -> means.mean(fold[row], (long) action.at(row)))
            .toArray();
    expected = new double[log.rows()];
    for (int row = 0; row < log.rows(); row++) {
      foldRows[fold[row]]++;
    }
    for (int from = 0; from < log.rows(); from += ENUMERATED_ROWS) {
      int[] rows = IntStream.range(from, Math.min(log.rows(), from + ENUMERATED_ROWS)).toArray();
      // Enumerated rows are many times the log's; they live for one part only.
      try (Arena part = arena.child("enumerate")) {
        add(policy.enumerate(log.take(rows), contexts.in(part)), from);
      }
    }
  }

  /** Makes the context of a call in an arena. */
  @FunctionalInterface
  interface Contexts {
    Context in(Arena arena);
  }

  private void add(Batch choices, int from) {
    Column row = choices.column("context_row");
    Column logp = choices.column("logp");
    Column action = choices.column("action");
    for (int i = 0; i < choices.rows(); i++) {
      int to = from + (int) row.at(i);
      long chosen = (long) action.at(i);
      double probability = Math.exp(logp.at(i));
      expected[to] += probability * means.mean(fold[to], chosen);
      mass.computeIfAbsent(chosen, ignored -> new double[foldRows.length])[fold[to]] += probability;
    }
  }

  /** Predicted reward of each row's logged action. */
  double[] predicted() {
    return predicted;
  }

  /** Expectation of the predicted reward under the policy, a row. */
  double[] expected() {
    return expected;
  }

  /**
   * Standard error of the mean of {@link #expected}; NaN when the log is too small to leave a fold
   * out.
   */
  double standardError() {
    int folds = foldRows.length;
    double[] without = new double[folds];
    for (int out = 0; out < folds; out++) {
      int leftOut = out;
      if (foldRows[out] == 0 || foldRows[out] == fold.length) {
        return Double.NaN;
      }
      double sum = 0;
      for (Map.Entry<Long, double[]> action : mass.entrySet()) {
        double kept =
            IntStream.range(0, folds)
                .filter(f -> f != leftOut)
                .mapToDouble(f -> action.getValue()[f])
                .sum();
        sum += kept * means.mean(out, action.getKey());
      }
      without[out] = sum / (fold.length - foldRows[out]);
    }
    double mean = Arrays.stream(without).average().orElse(Double.NaN);
    double squares = Arrays.stream(without).map(value -> (value - mean) * (value - mean)).sum();
    return Math.sqrt(squares * (folds - 1) / folds);
  }
}
