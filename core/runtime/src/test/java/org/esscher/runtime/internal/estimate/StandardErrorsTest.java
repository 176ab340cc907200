package org.esscher.runtime.internal.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.Objects;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.CustomStatistic;
import org.esscher.api.Data;
import org.esscher.api.EsscherException;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Level;
import org.esscher.api.Slot;
import org.esscher.api.State;
import org.esscher.api.Statistic;
import org.esscher.data.Arena;
import org.junit.jupiter.api.Test;

class StandardErrorsTest {
  /**
   * x = (1, 2, 6), mean 3: variance (4 + 1 + 9)/2 = 7, over 3 rows. Constants of the row, such as
   * its weight and the default of a column that is not there, stand in the value and change
   * nothing.
   */
  @Test
  void valuesMayContainWeightsAndDefaults() {
    Statistic statistic =
        in -> {
          Slot rows = in.slot("rows");
          Expr x = rows.column("x", Level.ROW);
          Expr shifted = x.times(rows.weight()).plus(rows.columnOr("absent", Level.ROW, 5));
          return Map.of("mean", shifted.mean(Level.BATCH));
        };
    try (Arena arena = Arena.root("test")) {
      var mean =
          Objects.requireNonNull(
              new Estimation()
                  .estimate(
                      statistic,
                      Map.of("rows", arena.batch(Map.of("x", arena.numbers(1, 2, 6)))),
                      State.empty(),
                      null,
                      new OutsideARun(arena),
                      true)
                  .statistics()
                  .get("mean"));
      assertThat(mean.value()).isCloseTo(8, within(1e-15));
      assertThat(mean.standardError()).isCloseTo(Math.sqrt(7.0 / 3), within(1e-15));
    }
  }

  /** x = ±1e308: the mean is 0, and the squares of its influences are infinite. */
  @Test
  void beyondNumbersTheyAreInfinite() {
    Statistic mean = in -> Map.of("mean", in.slot("rows").column("x", Level.ROW).mean(Level.BATCH));
    try (Arena arena = Arena.root("test")) {
      var found =
          Objects.requireNonNull(
              new Estimation()
                  .estimate(
                      mean,
                      Map.of("rows", arena.batch(Map.of("x", arena.numbers(1e308, -1e308)))),
                      State.empty(),
                      null,
                      new OutsideARun(arena),
                      true)
                  .statistics()
                  .get("mean"));
      assertThat(found.value()).isZero();
      assertThat(found.standardError()).isEqualTo(Double.POSITIVE_INFINITY);
    }
  }

  /** Without either of its rows this statistic refuses: it has a value, and no standard error. */
  @Test
  void aStatisticThatNeedsEveryRowHasNone() {
    CustomStatistic twoRows =
        new CustomStatistic() {
          @Override
          public Map<String, Expr> reads(Inputs in) {
            return Map.of("x", in.slot("rows").column("x", Level.ROW));
          }

          @Override
          public Map<String, Double> evaluate(Data data, Context context) {
            Column x = data.get("x");
            if (x.rows() < 2) {
              throw EsscherException.data("two rows are needed, got %d", x.rows());
            }
            return Map.of("range", x.at(1) - x.at(0));
          }
        };
    try (Arena arena = Arena.root("test")) {
      var range =
          Objects.requireNonNull(
              new Estimation()
                  .estimate(
                      twoRows,
                      Map.of("rows", arena.batch(Map.of("x", arena.numbers(1, 4)))),
                      State.empty(),
                      null,
                      new OutsideARun(arena),
                      true)
                  .statistics()
                  .get("range"));
      assertThat(range.value()).isEqualTo(3);
      assertThat(range.standardError()).isNaN();
    }
  }
}
