package org.esscher.plugins.base.reward;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.Forward;
import org.esscher.api.RewardModel;
import org.esscher.api.State;
import org.esscher.plugins.base.model.FrozenForward;
import org.esscher.plugins.base.model.ScalarColumn;

/**
 * Compares {@code completion} with a reference answer: 1 where they agree, else 0.
 *
 * @param mode how a completion is compared with the reference answer
 * @param answer the column with the reference answer
 */
@Component(value = "verifier", summary = "1 where a completion agrees with the reference answer")
public record Verifier(@Default("exact") Mode mode, @Default("answer") String answer)
    implements RewardModel {

  /** How a completion is compared with the answer. */
  public enum Mode {
    /** Equal texts, apart from case and the number of spaces. */
    EXACT,
    /**
     * Equal final numbers, as in GSM8K: the first word behind the last {@code ####} or line that
     * begins with {@code A:}, or the last number of a text without such a mark. Thousands
     * separators, {@code $}, and dots at the end do not count, and 18 equals 18.0. A completion
     * without a number is wrong.
     */
    GSM8K
  }

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
    FrozenForward.requireOnly("verifier", "score", outputs);
    ScalarColumn completions = ScalarColumn.of(batch, "completion");
    ScalarColumn answers = ScalarColumn.of(batch, answer);
    double[] scores = new double[batch.rows()];
    for (int row = 0; row < scores.length; row++) {
      scores[row] = agree(completions.text(row), answers, row) ? 1 : 0;
    }
    return new FrozenForward("verifier", "score", context.columns().numbers(scores));
  }

  private boolean agree(String completion, ScalarColumn answers, int row) {
    // An answer that a reader took for a number is as good as its text.
    String reference = answers.key(row);
    if (mode == Mode.EXACT) {
      return normalized(completion).equals(normalized(reference));
    }
    BigDecimal wanted =
        FinalNumber.of(reference)
            .orElseThrow(() -> answers.refused(row, "an answer with a number is needed"));
    Optional<BigDecimal> given = FinalNumber.of(completion);
    return given.isPresent() && given.get().compareTo(wanted) == 0;
  }

  private static String normalized(String text) {
    return text.strip().replaceAll("\\s+", " ").toLowerCase(Locale.ROOT);
  }

  @Override
  public State save() {
    return State.empty();
  }
}
