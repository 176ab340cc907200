package org.esscher.runtime.internal.evaluate;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.esscher.runtime.internal.wire.Wire;

/**
 * The probability that a policy gives to each action, summed over the rows of each fold: all that
 * the direct estimate's standard error needs of the rows. That is a jackknife over the folds, which
 * refits the means: the spread of the predictions alone would say nothing of how well they are
 * known. The mass of parts of a log is added up in their order.
 */
final class PolicyMass {
  private final NumbersByAction byAction;
  private final double[] rows;

  /**
   * No rows.
   *
   * @param folds how many there are
   */
  PolicyMass(int folds) {
    this(new NumbersByAction(folds), new double[folds]);
  }

  private PolicyMass(NumbersByAction byAction, double[] rows) {
    this.byAction = byAction;
    this.rows = rows;
  }

  /** Counts a row. */
  void row(int fold) {
    rows[fold]++;
  }

  /** Adds what a row's policy gives to an action. */
  void add(int fold, long action, double probability) {
    byAction.of(action)[fold] += probability;
  }

  /** Adds that of the rows that follow. */
  void add(PolicyMass next) {
    byAction.add(next.byAction);
    for (int fold = 0; fold < rows.length; fold++) {
      rows[fold] += next.rows[fold];
    }
  }

  /**
   * Standard error of the mean of what the policy can expect; NaN when the log is too small to
   * leave a fold out.
   */
  double standardError(ActionMeans means) {
    int folds = rows.length;
    double all = Arrays.stream(rows).sum();
    double[] without = new double[folds];
    for (int out = 0; out < folds; out++) {
      int leftOut = out;
      if (rows[out] == 0 || rows[out] == all) {
        return Double.NaN;
      }
      double[] sum = {0};
      byAction.forEach(
          (action, numbers) -> {
            double kept =
                IntStream.range(0, folds)
                    .filter(f -> f != leftOut)
                    .mapToDouble(f -> numbers[f])
                    .sum();
            sum[0] += kept * means.mean(leftOut, action);
          });
      without[out] = sum[0] / (all - rows[out]);
    }
    double mean = Arrays.stream(without).average().orElse(Double.NaN);
    double squares = Arrays.stream(without).map(value -> (value - mean) * (value - mean)).sum();
    return Math.sqrt(squares * (folds - 1) / folds);
  }

  void write(DataOutputStream out) throws IOException {
    Wire.writeNumbers(out, rows);
    byAction.write(out);
  }

  static PolicyMass read(DataInputStream in) throws IOException {
    double[] rows = Wire.readNumbers(in);
    return new PolicyMass(NumbersByAction.read(in), rows);
  }
}
