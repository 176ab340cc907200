package org.esscher.runtime.internal.evaluate;

import java.util.HashMap;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;

/**
 * Mean reward of each action over all folds but one, shrunk to the overall mean as if that had been
 * seen {@value #PRIOR} times. Leaving the row's own fold out keeps the prediction independent of
 * the row's reward.
 */
final class ActionMeans {
  private static final double PRIOR = 10;

  private final Map<Long, double[]> sums = new HashMap<>();
  private final Map<Long, double[]> counts = new HashMap<>();
  private final double[] totalSum;
  private final double[] totalCount;

  ActionMeans(Batch log, int[] fold, int folds) {
    totalSum = new double[folds];
    totalCount = new double[folds];
    Column action = log.column("action");
    Column reward = log.column("reward");
    for (int row = 0; row < log.rows(); row++) {
      long key = (long) action.at(row);
      for (int out = 0; out < folds; out++) {
        if (fold[row] != out) {
          sums.computeIfAbsent(key, ignored -> new double[folds])[out] += reward.at(row);
          counts.computeIfAbsent(key, ignored -> new double[folds])[out]++;
          totalSum[out] += reward.at(row);
          totalCount[out]++;
        }
      }
    }
    for (double sum : totalSum) {
      if (!Double.isFinite(sum)) {
        throw EsscherException.data(
            "column 'reward': the sum of the rewards is %s, beyond what a float64 holds; divide the rewards by a constant",
            sum);
      }
    }
  }

  /** The mean for a row of a fold; 0 when there are no other rows. */
  double mean(int fold, long action) {
    double overall = totalCount[fold] == 0 ? 0 : totalSum[fold] / totalCount[fold];
    double[] sum = sums.get(action);
    double[] count = counts.get(action);
    return sum == null || count == null
        ? overall
        : (sum[fold] + PRIOR * overall) / (count[fold] + PRIOR);
  }
}
