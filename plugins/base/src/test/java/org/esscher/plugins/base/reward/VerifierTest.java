package org.esscher.plugins.base.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Columns;
import org.esscher.api.Forward;
import org.esscher.plugins.base.ArenaContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerifierTest {
  private final ArenaContext context = new ArenaContext();
  private final Columns columns = context.columns();

  @AfterEach
  void close() {
    context.close();
  }

  private double score(Verifier.Mode mode, String completion, String answer) {
    Batch batch =
        columns.batch(
            Map.of(
                "completion", columns.texts(List.of(completion)),
                "answer", columns.texts(List.of(answer))));
    try (Forward forward = new Verifier(mode, "answer").forward(batch, Set.of("score"), context)) {
      return forward.output("score").at(0);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "A: 18                         | 18        | 1",
        "A: 18                         | #### 18   | 1",
        "9 * 2 = 18.\\n#### $18.00.    | 18        | 1",
        "A: 70,000                     | 70000     | 1",
        "A: 7,000                      | 70000     | 0",
        "A: -5                         | -5        | 1",
        "A: -$5                        | 5         | 0",
        "A: 18 eggs a day, not 20      | 18        | 1",
        "#### 3\\nA: 4                 | 4         | 1",
        "A: 4\\n#### 3                 | 3         | 1",
        "Plan A: 4 is wrong, 5 is right | 5        | 1",
        "the answer is 5.              | 5         | 1",
        "3-5 is not it, it is $1,234.5 | 1234.5    | 1",
        "so we have 16-3               | 3         | 1",
        "it is below zero: -3          | -3        | 1",
        "<<16-3=13>>13                 | 13        | 1",
        "half of it is .5              | 0.5       | 1",
        "A: 1/5                        | 1         | 0",
        "A: 10+John's age              | 10        | 0",
        "A:                            | 5         | 0",
        "I don't know                  | 5         | 0"
      })
  void comparesFinalNumbers(String completion, String answer, double expected) {
    String text = completion.replace("\\n", "\n");
    assertThat(score(Verifier.Mode.GSM8K, text, answer)).isEqualTo(expected);
  }

  @Test
  void comparesTexts() {
    assertThat(score(Verifier.Mode.EXACT, "  The  Nile\n", "the nile")).isEqualTo(1);
    assertThat(score(Verifier.Mode.EXACT, "Nile", "the nile")).isZero();
  }

  @Test
  void takesNumbersForAnswers() {
    Batch batch =
        columns.batch(
            Map.of(
                "completion", columns.texts(List.of("A: 18.0", "18")),
                "answer", columns.integers(18, 18)));
    try (Forward forward =
        new Verifier(Verifier.Mode.GSM8K, "answer").forward(batch, Set.of("score"), context)) {
      assertThat(forward.output("score").toArray()).containsExactly(1, 1);
    }
  }

  @Test
  void refusesAnswersWithoutANumber() {
    assertThatThrownBy(() -> score(Verifier.Mode.GSM8K, "A: 5", "five"))
        .hasMessage("row 0, column 'answer': an answer with a number is needed, got 'five'");
  }
}
