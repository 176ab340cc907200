package org.esscher.runtime.internal.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;
import org.esscher.api.Estimate;
import org.esscher.api.Estimator;
import org.esscher.api.Expr;
import org.esscher.api.Level;
import org.esscher.api.Loss;
import org.esscher.api.Losses;
import org.esscher.api.Objective;
import org.esscher.api.Slot;
import org.esscher.api.State;
import org.esscher.api.Statistic;
import org.esscher.data.Arena;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Chosen and rejected answers of different lengths, token by token, in one slot. */
class TwoTokenAxesTest {
  private static final int[] CHOSEN = {0, 2, 3};
  private static final int[] REJECTED = {0, 1, 4};

  private final Arena arena = Arena.root("test");

  @AfterEach
  void close() {
    arena.close();
  }

  private static Expr logp(Slot pairs, String answer) {
    return pairs
        .output("policy", "logp", Level.TOKEN)
        .at("completion", pairs.column(answer, Level.ROW))
        .as(answer + "_logp");
  }

  private Map<String, Column> columns() {
    Map<String, Column> columns = new LinkedHashMap<>();
    columns.put("chosen_logp", arena.lists(CHOSEN, 1, 2, 3));
    columns.put("rejected_logp", arena.lists(REJECTED, 0.5, 1, -1, 2));
    columns.put("advantage", arena.numbers(10, 100));
    return columns;
  }

  private Estimate estimate(Estimator estimator, Map<String, Column> columns) {
    Batch batch = arena.batch(columns);
    return new Estimation()
        .estimate(
            estimator, Map.of("pairs", batch), State.empty(), null, new OutsideARun(arena), false);
  }

  private static double[] cotangents(Estimate estimate, String column) {
    Map<String, Column> bySlot =
        Objects.requireNonNull(
            estimate.losses().values().iterator().next().cotangents().get("pairs"));
    return Objects.requireNonNull(bySlot.get(column)).toArray();
  }

  /**
   * Mean over rows of w·(Σc² − Σr²), w the row's advantage: 10·(5 − ¼) = 47.5 and 100·(9 − 6) =
   * 300, so 173.75; the derivatives are w·c and −w·r.
   */
  @Test
  void each_answer_is_reduced_over_its_own_tokens() {
    Objective objective =
        in -> {
          Slot pairs = in.slot("pairs");
          Expr weight = pairs.column("advantage", Level.ROW);
          Expr chosen = logp(pairs, "chosen").square().times(weight).sum(Level.ROW);
          Expr rejected = logp(pairs, "rejected").square().times(weight).sum(Level.ROW);
          return Losses.of(Loss.exact("loss", "policy", chosen.minus(rejected).mean(Level.BATCH)));
        };
    Estimate found = estimate(objective, columns());
    assertThat(found.value("loss")).isEqualTo(173.75);
    assertThat(cotangents(found, "chosen_logp")).containsExactly(10, 20, 300);
    assertThat(cotangents(found, "rejected_logp")).containsExactly(-5, -100, 100, -200);
  }

  /** Token means to BATCH count each its own tokens: (1 + 2 + 3)/3 − (0.5 + 1 − 1 + 2)/4. */
  @Test
  void counts_and_shifts_are_those_of_each_answer() {
    Statistic statistic =
        in -> {
          Slot pairs = in.slot("pairs");
          Expr chosen = pairs.column("chosen_logp", Level.TOKEN);
          Expr rejected = pairs.column("rejected_logp", Level.TOKEN);
          return Map.of(
              "difference",
              chosen.mean(Level.BATCH).minus(rejected.mean(Level.BATCH)),
              "next",
              rejected.shift(1, 7),
              "to_go",
              chosen.suffixSum(Expr.of(1)));
        };
    Estimate found = estimate(statistic, columns());
    assertThat(found.value("difference")).isEqualTo(2 - 0.625);
    assertThat(Objects.requireNonNull(found.columns().get("next")).toArray())
        .containsExactly(7, -1, 2, 7);
    assertThat(Objects.requireNonNull(found.columns().get("to_go")).toArray())
        .containsExactly(3, 2, 3);
  }

  /** Each answer has its own mask; 2 of the chosen and −1 of the rejected are left out. */
  @Test
  void each_answer_has_its_mask() {
    Map<String, Column> columns = columns();
    columns.put("chosen_loss_mask", arena.lists(CHOSEN, 1, 0, 1));
    columns.put("rejected_loss_mask", arena.lists(REJECTED, 1, 1, 0, 1));
    Objective objective =
        in -> {
          Slot pairs = in.slot("pairs");
          Expr chosen = logp(pairs, "chosen").mean(Level.ROW);
          Expr rejected = logp(pairs, "rejected").mean(Level.ROW);
          return Losses.of(Loss.exact("loss", "policy", chosen.minus(rejected).sum(Level.BATCH)));
        };
    Estimate found = estimate(objective, columns);
    // 1 − 0.5 + 3 − 3/2.
    assertThat(found.value("loss")).isEqualTo(2);
    assertThat(cotangents(found, "chosen_logp")).containsExactly(1, 0, 1);
    assertThat(cotangents(found, "rejected_logp")).containsExactly(-1, -0.5, 0, -0.5);
  }

  @Test
  void answers_of_different_lengths_are_not_combined_token_by_token() {
    Statistic statistic =
        in -> {
          Slot pairs = in.slot("pairs");
          Expr chosen = pairs.column("chosen_logp", Level.TOKEN);
          Expr rejected = pairs.column("rejected_logp", Level.TOKEN);
          return Map.of("x", chosen.exp().minus(rejected).mean(Level.BATCH));
        };
    Map<String, Column> columns = columns();
    // Row 0 agrees, row 1 doesn't.
    columns.put("rejected_logp", arena.lists(new int[] {0, 2, 5}, 1, 2, 3, 4, 5));
    assertThatThrownBy(() -> estimate(statistic, columns))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("chosen_logp and rejected_logp")
        .hasMessageContaining("1 and 3 tokens in row 1");
  }

  /** What the batch lacks has the tokens of what it is combined with, and none by itself. */
  @Test
  void a_default_takes_the_tokens_of_its_partner() {
    Statistic together =
        in -> {
          Slot pairs = in.slot("pairs");
          Expr otherwise = pairs.columnOr("temperature", Level.TOKEN, 2);
          Expr chosen = pairs.column("chosen_logp", Level.TOKEN).times(otherwise);
          Expr rejected = pairs.column("rejected_logp", Level.TOKEN).times(otherwise);
          return Map.of("x", chosen.sum(Level.BATCH).plus(rejected.sum(Level.BATCH)));
        };
    assertThat(estimate(together, columns()).value("x")).isEqualTo(2 * 6 + 2 * 2.5);
    Statistic alone =
        in -> {
          Slot pairs = in.slot("pairs");
          Expr count = pairs.columnOr("temperature", Level.TOKEN, 2).sum(Level.BATCH);
          Expr chosen = pairs.column("chosen_logp", Level.TOKEN).sum(Level.BATCH);
          Expr rejected = pairs.column("rejected_logp", Level.TOKEN).sum(Level.BATCH);
          return Map.of("x", count.plus(chosen).plus(rejected));
        };
    assertThatThrownBy(() -> estimate(alone, columns()))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("pairs.temperature")
        .hasMessageContaining("2 different lengths");
  }
}
