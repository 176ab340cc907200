package org.esscher.plugins.constrainedrlhf;

import jakarta.validation.constraints.Positive;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.EsscherException;
import org.esscher.api.Forward;
import org.esscher.api.RewardModel;
import org.esscher.api.State;

/**
 * Prefers short answers: {@code max(0, 1 − words/limit)}, where words are what spaces part. A
 * reward that is good up to a point only, since the shortest answer of all says nothing.
 *
 * @param limit number of words whose reward is 0
 */
@Component(value = "brevity", summary = "1 for an empty completion, 0 from a number of words on")
public record Brevity(@Default("100") @Positive int limit) implements RewardModel {
  private static final Pattern SPACE = Pattern.compile("\\s+");

  @Override
  public Set<String> inputs() {
    return Set.of("completion");
  }

  @Override
  public Set<String> outputs() {
    return Set.of("score");
  }

  @Override
  public Forward forward(Batch batch, Set<String> outputs, Context context) {
    if (!outputs().containsAll(outputs)) {
      throw EsscherException.user("brevity computes score, but %s was asked for", outputs);
    }
    Column completions = batch.column("completion");
    double[] scores = new double[batch.rows()];
    for (int row = 0; row < scores.length; row++) {
      if (!completions.isText() || completions.ragged() || completions.isMissing(row)) {
        throw EsscherException.data(
            "row %d, column 'completion': brevity counts the words of a text, got %s",
            row, completions.isMissing(row) ? "nothing" : "no text");
      }
      scores[row] = Math.max(0, 1 - (double) words(completions.text(row)) / limit);
    }
    return new Scored(context.columns().numbers(scores));
  }

  private static long words(String text) {
    return SPACE.splitAsStream(text).filter(word -> !word.isEmpty()).count();
  }

  @Override
  public State save() {
    return State.empty();
  }

  /** A finished pass; nothing was trained. */
  private record Scored(Column score) implements Forward {
    @Override
    public Column output(String name) {
      return score;
    }

    @Override
    public Pullback pullback(Map<String, Column> cotangents, Set<String> wantedInputs) {
      throw EsscherException.user("brevity has no parameters to train");
    }
  }
}
