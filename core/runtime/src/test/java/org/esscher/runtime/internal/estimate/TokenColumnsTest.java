package org.esscher.runtime.internal.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;
import org.esscher.api.Estimate;
import org.esscher.api.Expr;
import org.esscher.api.Level;
import org.esscher.api.Loss;
import org.esscher.api.Losses;
import org.esscher.api.Objective;
import org.esscher.api.Slot;
import org.esscher.api.State;
import org.esscher.data.Arena;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What columns give to a loss over tokens: −mean of advantage · log π. */
class TokenColumnsTest {
  private static final Objective OVER_TOKENS =
      in -> {
        Slot samples = in.slot("samples");
        Expr logp = samples.output("policy", "logp", Level.TOKEN);
        Expr product = samples.column("advantage", Level.TOKEN).times(logp);
        return Losses.of(Loss.exact("loss", "policy", product.negate().mean(Level.BATCH)));
      };

  private final Arena arena = Arena.root("test");

  @AfterEach
  void close() {
    arena.close();
  }

  /** (2·3 + 4·5)/2 = 13; the cotangents have the shape of the column, −advantage/2. */
  @Test
  void oneValueARowIsAListOfOneToken() {
    Batch numbers =
        arena.batch(Map.of("logp", arena.numbers(-3, -5), "advantage", arena.numbers(2, 4)));
    assertThat(estimate(numbers).value("loss")).isEqualTo(13);
    Column cotangents = cotangents(estimate(numbers));
    assertThat(cotangents.ragged()).isFalse();
    assertThat(cotangents.toArray()).containsExactly(-1, -2);
    int[] ones = {0, 1, 2};
    Batch mixed = numbers.with("advantage", arena.lists(ones, 2, 4));
    assertThat(estimate(mixed).value("loss")).isEqualTo(13);
    Batch masked = numbers.with("loss_mask", arena.lists(ones, 0, 1));
    assertThat(estimate(masked).value("loss")).isEqualTo(20);
    assertThat(cotangents(estimate(masked)).toArray()).containsExactly(0, -4);
  }

  /** The cotangents of Σ (logp of tokens)·advantage + 3 Σ (logp of rows): advantage + 3. */
  @Test
  void anOutputReadAtTwoLevelsHasTheCotangentsOfBoth() {
    Objective both =
        in -> {
          Slot samples = in.slot("samples");
          Expr tokens = samples.output("policy", "logp", Level.TOKEN);
          Expr rows = samples.output("policy", "logp", Level.ROW);
          Expr sum = samples.column("advantage", Level.TOKEN).times(tokens).sum(Level.BATCH);
          return Losses.of(Loss.exact("loss", "policy", sum.plus(rows.times(3).sum(Level.BATCH))));
        };
    int[] starts = {0, 2, 3};
    Batch batch =
        arena.batch(
            Map.of(
                "logp", arena.lists(starts, -1, -2, -3),
                "advantage", arena.lists(starts, 10, 20, 30)));
    Estimate estimate = estimate(both, batch);
    assertThat(estimate.value("loss")).isEqualTo(-10 - 40 - 90 + 3 * -6);
    assertThat(cotangents(estimate).toArray()).containsExactly(13, 23, 33);
  }

  /** Rows without tokens: (1 + 2 + 3)·(−2) from the first row, and a slope of 1 + 2 + 3 there. */
  @Test
  void vectorsOfFewTokensMeetRows() {
    Objective products =
        in -> {
          Slot samples = in.slot("samples");
          Expr logp = samples.output("policy", "logp", Level.ROW);
          Expr features = samples.column("features", Level.TOKEN);
          Expr sum = features.times(logp).sumComponents().sum(Level.BATCH);
          return Losses.of(Loss.exact("loss", "policy", sum));
        };
    Batch batch =
        arena.batch(
            Map.of(
                "logp", arena.numbers(-2, -3, -4, -5),
                "features", arena.vectorLists(3, new int[] {0, 1, 1, 1, 1}, 1, 2, 3)));
    Estimate estimate =
        new Estimation()
            .estimate(
                products,
                Map.of("samples", batch),
                State.empty(),
                null,
                new OutsideARun(arena),
                false);
    assertThat(estimate.value("loss")).isEqualTo(-12);
    assertThat(cotangents(estimate).toArray()).containsExactly(6, 0, 0, 0);
  }

  /** One value is never spread over several tokens. */
  @Test
  void oneValueARowDoesNotMeetLongerLists() {
    Batch batch =
        arena.batch(
            Map.of(
                "logp", arena.lists(new int[] {0, 2, 3}, -3, -5, -1),
                "advantage", arena.numbers(2, 4)));
    assertThatThrownBy(() -> estimate(batch))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("advantage")
        .hasMessageContaining("1 and 2 tokens");
  }

  private Estimate estimate(Batch batch) {
    return estimate(OVER_TOKENS, batch);
  }

  private Estimate estimate(Objective objective, Batch batch) {
    return new Estimation()
        .estimate(
            objective,
            Map.of("samples", batch),
            State.empty(),
            null,
            new OutsideARun(arena),
            false);
  }

  private static Column cotangents(Estimate estimate) {
    Column column =
        estimate
            .losses()
            .values()
            .iterator()
            .next()
            .cotangents()
            .getOrDefault("samples", Map.of())
            .get("logp");
    if (column == null) {
      throw new AssertionError("no cotangents of logp");
    }
    return column;
  }
}
