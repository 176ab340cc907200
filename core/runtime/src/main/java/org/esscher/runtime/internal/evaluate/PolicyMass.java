package org.esscher.runtime.internal.evaluate;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.esscher.runtime.internal.estimate.Wire;

/**
 * The probability that a policy gives to each action, summed over the rows of each fold: all that
 * the direct estimate's standard error needs of the rows. That is a jackknife over the folds, which
 * refits the means: the spread of the predictions alone would say nothing of how well they are
 * known. The mass of parts of a log is added up in their order.
 */
final class PolicyMass {
  private final Map<Long, double[]> byAction = new TreeMap<>();
  private final double[] rows;

  /**
   * No rows.
   *
   * @param folds how many there are
   */
  PolicyMass(int folds) {
    rows = new double[folds];
  }

  /** Counts a row. */
  void row(int fold) {
    rows[fold]++;
  }

  /** Adds what a row's policy gives to an action. */
  void add(int fold, long action, double probability) {
    byAction.computeIfAbsent(action, ignored -> new double[rows.length])[fold] += probability;
  }

  /** Adds that of the rows that follow. */
  void add(PolicyMass next) {
    next.byAction.forEach(
        (action, mass) ->
            addTo(byAction.computeIfAbsent(action, ignored -> new double[rows.length]), mass));
    addTo(rows, next.rows);
  }

  private static void addTo(double[] sums, double[] more) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += more[i];
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
      double sum = 0;
      for (Map.Entry<Long, double[]> action : byAction.entrySet()) {
        double kept =
            IntStream.range(0, folds)
                .filter(f -> f != leftOut)
                .mapToDouble(f -> action.getValue()[f])
                .sum();
        sum += kept * means.mean(out, action.getKey());
      }
      without[out] = sum / (all - rows[out]);
    }
    double mean = Arrays.stream(without).average().orElse(Double.NaN);
    double squares = Arrays.stream(without).map(value -> (value - mean) * (value - mean)).sum();
    return Math.sqrt(squares * (folds - 1) / folds);
  }

  void write(DataOutputStream out) throws IOException {
    Wire.writeNumbers(out, rows);
    out.writeInt(byAction.size());
    for (Map.Entry<Long, double[]> action : byAction.entrySet()) {
      out.writeLong(action.getKey());
      Wire.writeNumbers(out, action.getValue());
    }
  }

  static PolicyMass read(DataInputStream in) throws IOException {
    double[] rows = Wire.readNumbers(in);
    PolicyMass mass = new PolicyMass(rows.length);
    addTo(mass.rows, rows);
    for (int left = in.readInt(); left > 0; left--) {
      mass.byAction.put(in.readLong(), Wire.readNumbers(in));
    }
    return mass;
  }
}
