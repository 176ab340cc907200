package org.esscher.spitests;

import static org.esscher.spitests.Findings.require;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.IntStream;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Forward;
import org.esscher.api.RewardModel;

/** What scores and comparisons have to keep. */
final class ScoringRules {
  private static final String SCORE = "score";

  private ScoringRules() {}

  static void requireRewards(ModelTrial trial) {
    require(
        trial.model().outputs().contains(SCORE),
        "a reward model's output is called score; this one's are %s",
        trial.model().outputs());
    double[][] scores = trial.rows(SCORE);
    require(
        scores.length == trial.batch().rows(),
        "%s rows were scored by %s",
        trial.batch().rows(),
        scores.length);
    for (int row = 0; row < scores.length; row++) {
      for (double score : scores[row]) {
        require(score < Double.POSITIVE_INFINITY, "the score of row %s is %s", row, score);
      }
    }
  }

  /** P(a ≻ b) + P(b ≻ a) = 1 for every row and the one after it, and P(a ≻ a) = 1/2. */
  static void requirePreferences(ModelTrial trial) {
    assumeTrue(scalar(trial), "scores are not scalars, so rows are not compared");
    RewardModel judge = (RewardModel) trial.model();
    int rows = trial.batch().rows();
    int[] next = IntStream.range(0, rows).map(row -> (row + 1) % rows).toArray();
    Batch rivals = trial.batch().take(next);
    Column there = judge.compare(trial.batch(), rivals, trial.context());
    Column back = judge.compare(rivals, trial.batch(), trial.context());
    Column same = judge.compare(trial.batch(), trial.batch(), trial.context());
    double[] scores = trial.output(SCORE);
    for (int row = 0; row < rows; row++) {
      boolean judged = Double.isFinite(scores[row]) || Double.isFinite(scores[next[row]]);
      double sum = there.at(row) + back.at(row);
      require(
          !judged || (there.at(row) >= 0 && there.at(row) <= 1 && Math.abs(sum - 1) <= 1e-12),
          "row %s is preferred to row %s with %s, and less with %s: together %s",
          row,
          next[row],
          there.at(row),
          back.at(row),
          sum);
      require(
          !Double.isFinite(scores[row]) || Math.abs(same.at(row) - 0.5) <= 1e-12,
          "row %s is preferred to itself with %s",
          row,
          same.at(row));
    }
  }

  private static boolean scalar(ModelTrial trial) {
    try (Forward forward = trial.model().forward(trial.batch(), Set.of(SCORE), trial.context())) {
      Column score = forward.output(SCORE);
      return !score.ragged() && score.width() == 1;
    }
  }

  static void requireOrder(ModelTrial trial) {
    int rows = trial.batch().rows();
    int[] order = IntStream.range(0, rows).map(row -> rows - 1 - row).toArray();
    double[][] scores = trial.rows(SCORE);
    double[][] reordered = trial.with(trial.batch().take(order)).rows(SCORE);
    for (int row = 0; row < rows; row++) {
      require(
          ModelRules.close(scores[order[row]], reordered[row]),
          "row %s has score %s, and %s when the rows are reversed",
          order[row],
          Arrays.toString(scores[order[row]]),
          Arrays.toString(reordered[row]));
    }
  }
}
