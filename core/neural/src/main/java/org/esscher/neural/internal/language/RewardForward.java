package org.esscher.neural.internal.language;

import java.util.Map;
import java.util.Set;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.EsscherException;
import org.esscher.api.Forward;
import org.esscher.neural.internal.model.ParameterGradient;

/** Scores at every token of completions; the last one is the completion's. */
final class RewardForward implements Forward {
  private final Scoring scoring;
  private final Columns columns;

  /** A pass, which is handed over. */
  RewardForward(Scoring scoring, Columns columns) {
    this.scoring = scoring;
    this.columns = columns;
  }

  @Override
  public Column output(String name) {
    double[] all = scoring.values(ScoreHead.SCORE);
    int[] starts = scoring.starts();
    if (name.equals(ScoreHead.SCORE)) {
      return columns.lists(starts, all);
    }
    double[] last = new double[starts.length - 1];
    for (int row = 0; row < last.length; row++) {
      last[row] = all[starts[row + 1] - 1];
    }
    return columns.numbers(last);
  }

  @Override
  public Pullback pullback(Map<String, Column> cotangents, Set<String> wantedInputs) {
    if (!wantedInputs.isEmpty()) {
      throw EsscherException.user(
          "a reward over texts has no derivatives with respect to %s", wantedInputs);
    }
    int[] starts = scoring.starts();
    double[] given = new double[starts[starts.length - 1]];
    Column ofTokens = cotangents.get(ScoreHead.SCORE);
    if (ofTokens != null) {
      System.arraycopy(ofTokens.toArray(), 0, given, 0, given.length);
    }
    Column ofScores = cotangents.get("score");
    if (ofScores != null) {
      for (int row = 0; row + 1 < starts.length; row++) {
        given[starts[row + 1] - 1] += ofScores.at(row);
      }
    }
    double[] gradient = scoring.pullback(Map.of(ScoreHead.SCORE, given));
    return new Pullback(new ParameterGradient(gradient), Map.of());
  }

  @Override
  public void close() {
    scoring.close();
  }
}
