package org.esscher.runtime.internal.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.LongStream;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

  /**
   * Σ (Σ logp)·y of rows of 0 to so many tokens: the cotangent of each token is the y of its row.
   */
  @ParameterizedTest
  @CsvSource({"2, false", "8, false", "60, false", "8, true", "60, true"})
  void listsOfAnyLengthAreSummedInRows(int longest, boolean grouped) {
    int rows = 2500;
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(longest);
    int[] starts = new int[rows + 1];
    double[] y = new double[rows];
    for (int row = 0; row < rows; row++) {
      starts[row + 1] = starts[row] + random.nextInt(longest);
      y[row] = random.nextInt(-9, 10);
    }
    double[] logp = new double[starts[rows]];
    double[] slope = new double[logp.length];
    double sum = 0;
    for (int row = 0; row < rows; row++) {
      for (int k = starts[row]; k < starts[row + 1]; k++) {
        logp[k] = -random.nextInt(10);
        slope[k] = y[row];
        sum += logp[k] * y[row];
      }
    }
    Batch batch =
        arena.batch(
            Map.of(
                "logp", arena.lists(starts, logp),
                "y", arena.numbers(y),
                "prompt_id",
                    arena.integers(LongStream.range(0, rows).map(row -> row % 100).toArray())));
    Objective products =
        in -> {
          Slot samples = in.slot("samples");
          Slot ordered = grouped ? samples.groupedBy("prompt_id") : samples;
          Expr product =
              ordered.output("policy", "logp", Level.ROW).times(ordered.column("y", Level.ROW));
          return Losses.of(Loss.exact("loss", "policy", product.sum(Level.BATCH)));
        };
    Estimate estimate = estimate(products, batch);
    assertThat(estimate.value("loss")).isEqualTo(sum);
    assertThat(cotangents(estimate).toArray()).isEqualTo(slope);
  }

  /** The groups' first rows are 0 and 1: −(1 + 2)·10 − 3·20, and only they have cotangents. */
  @Test
  void aGroupHasTheListOfItsFirstRow() {
    Objective products =
        in -> {
          Slot samples = in.slot("samples").groupedBy("prompt_id");
          Expr logp = samples.output("policy", "logp", Level.GROUP);
          Expr product = logp.times(samples.column("y", Level.GROUP));
          return Losses.of(Loss.exact("loss", "policy", product.sum(Level.BATCH)));
        };
    int[] starts = {0, 2, 3, 5, 6};
    Batch batch =
        arena.batch(
            Map.of(
                "logp", arena.lists(starts, -1, -2, -3, -4, -5, -6),
                "y", arena.numbers(10, 20, 10, 20),
                "prompt_id", arena.integers(7, 8, 7, 8)));
    Estimate estimate = estimate(products, batch);
    assertThat(estimate.value("loss")).isEqualTo(-3 * 10 - 3 * 20);
    assertThat(cotangents(estimate).toArray()).containsExactly(10, 10, 20, 0, 0, 0);
    Batch inOrder = batch.with("prompt_id", arena.integers(7, 7, 8, 8));
    Batch alike = inOrder.with("y", arena.numbers(10, 10, 20, 20));
    assertThat(cotangents(estimate(products, alike)).toArray())
        .containsExactly(10, 10, 0, 20, 20, 0);
    assertThatThrownBy(() -> estimate(products, inOrder))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("column y is needed once per group of prompt_id")
        .hasMessageContaining("rows 0 and 1 of one group differ");
  }

  /** Two vectors of which the second components differ. */
  @Test
  void theVectorsOfAGroupAreAlike() {
    Objective products =
        in -> {
          Slot samples = in.slot("samples").groupedBy("prompt_id");
          Expr context = samples.column("features", Level.GROUP);
          Expr logp = samples.output("policy", "logp", Level.ROW).sum(Level.GROUP);
          return Losses.of(
              Loss.exact("loss", "policy", context.sumComponents().times(logp).mean(Level.BATCH)));
        };
    Batch batch =
        arena.batch(
            Map.of(
                "logp", arena.numbers(-1, -2),
                "features", arena.vectors(2, 1, 2, 1, 3),
                "prompt_id", arena.integers(7, 7)));
    assertThatThrownBy(() -> estimate(products, batch))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("rows 0 and 1 of one group differ");
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
