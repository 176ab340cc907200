package org.esscher.runtime.internal.evaluate;

import java.util.Arrays;
import org.esscher.api.EsscherException;

/**
 * Mean reward of each action over all folds but one, shrunk to the overall mean as if that had been
 * seen {@value #PRIOR} times. Leaving the row's own fold out keeps the prediction independent of
 * the row's reward.
 */
final class ActionMeans {
  private static final double PRIOR = 10;

  private final NumbersByAction means;
  private final double[] overall;

  ActionMeans(ActionSums sums) {
    int folds = sums.folds();
    double[] total = new double[2 * folds];
    sums.byAction()
        .forEach(
            (action, numbers) -> {
              double[] of = others(numbers, folds);
              for (int i = 0; i < of.length; i++) {
                total[i] += of[i];
              }
            });
    overall = new double[folds];
    for (int fold = 0; fold < folds; fold++) {
      if (!Double.isFinite(total[fold])) {
        throw EsscherException.data(
            "column 'reward': the sum of the rewards is %s, beyond the range of float64; divide the"
                + " rewards by a constant",
            total[fold]);
      }
      overall[fold] = total[folds + fold] == 0 ? 0 : total[fold] / total[folds + fold];
    }
    means = new NumbersByAction(folds);
    sums.byAction()
        .forEach(
            (action, numbers) -> {
              double[] of = others(numbers, folds);
              Arrays.setAll(
                  means.of(action),
                  fold -> (of[fold] + PRIOR * overall[fold]) / (of[folds + fold] + PRIOR));
            });
  }

  /** Sums and numbers over all folds but each. */
  private static double[] others(double[] numbers, int folds) {
    double[] others = new double[2 * folds];
    for (int out = 0; out < folds; out++) {
      for (int fold = 0; fold < folds; fold++) {
        if (fold != out) {
          others[out] += numbers[fold];
          others[folds + out] += numbers[folds + fold];
        }
      }
    }
    return others;
  }

  /** The mean for a row of a fold; 0 when there are no other rows. */
  double mean(int fold, long action) {
    double[] mean = means.find(action);
    return mean == null ? overall[fold] : mean[fold];
  }
}
