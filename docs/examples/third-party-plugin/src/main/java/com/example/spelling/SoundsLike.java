package com.example.spelling;

import jakarta.validation.constraints.Positive;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.codec.language.DoubleMetaphone;
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
 * 1 where a completion sounds like the reference answer, word by word in English, else 0: a
 * verifier that forgives spelling. Sounds are those of the double metaphone algorithm (Philips
 * 2000), codes of at most {@code length} letters.
 *
 * @param answer the column with the reference answer
 * @param length most letters of a word's code
 */
@Component(
    value = "sounds-like",
    summary = "1 where a completion sounds like the reference answer",
    paper = "Philips 2000, The double metaphone search algorithm")
public record SoundsLike(@Default("answer") String answer, @Default("8") @Positive int length)
    implements RewardModel {
  @Override
  public Set<String> inputs() {
    return Set.of("completion", answer);
  }

  @Override
  public Set<String> outputs() {
    return Set.of("score");
  }

  @Override
  public Forward forward(Batch batch, Set<String> outputs, Context context) {
    Column completions = batch.column("completion");
    Column answers = batch.column(answer);
    double[] scores = new double[batch.rows()];
    for (int row = 0; row < scores.length; row++) {
      scores[row] = sound(completions.text(row)).equals(sound(answers.text(row))) ? 1 : 0;
    }
    return new Scored(context.columns().numbers(scores));
  }

  private String sound(String text) {
    DoubleMetaphone metaphone = new DoubleMetaphone();
    metaphone.setMaxCodeLen(length);
    return Stream.of(text.strip().split("\\s+"))
        .map(metaphone::doubleMetaphone)
        .collect(Collectors.joining(" "));
  }

  @Override
  public State save() {
    return State.empty();
  }

  /** Scores, which depend on no parameters. */
  private record Scored(Column score) implements Forward {
    @Override
    public Column output(String name) {
      return score;
    }

    @Override
    public Pullback pullback(Map<String, Column> cotangents, Set<String> wantedInputs) {
      throw EsscherException.user("'sounds-like' has no parameters to train");
    }
  }
}
