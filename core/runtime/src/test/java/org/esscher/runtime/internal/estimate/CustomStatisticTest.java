package org.esscher.runtime.internal.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.CustomStatistic;
import org.esscher.api.Data;
import org.esscher.api.Estimate;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Level;
import org.esscher.api.State;
import org.esscher.data.Arena;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CustomStatisticTest {
  private final Arena arena = Arena.root("test");

  @AfterEach
  void close() {
    arena.close();
  }

  /** The mean of x, and its sums as far as each row. */
  private record RunningSums(double factor) implements CustomStatistic {
    @Override
    public Map<String, Expr> reads(Inputs in) {
      return Map.of("x", in.slot("rows").column("x", Level.ROW));
    }

    @Override
    public Map<String, Double> evaluate(Data data, Context context) {
      return Map.of("mean", Arrays.stream(data.get("x").toArray()).average().orElseThrow());
    }

    @Override
    public Map<String, Column> columns(Data data, Context context) {
      double[] sums = data.get("x").toArray();
      for (int row = 0; row < sums.length; row++) {
        sums[row] = factor * sums[row] + (row > 0 ? sums[row - 1] : 0);
      }
      return Map.of("sum", context.columns().numbers(sums));
    }
  }

  private Estimate estimate(double factor) {
    return new Estimation()
        .estimate(
            new RunningSums(factor),
            Map.of("rows", arena.batch(Map.of("x", arena.numbers(1, 2, 6)))),
            State.empty(),
            null,
            new OutsideARun(arena),
            true);
  }

  @Test
  void givesNumbersWithErrorsAndColumns() {
    Estimate found = estimate(1);

    Estimate.Quantity mean = Objects.requireNonNull(found.statistics().get("mean"));
    assertThat(mean.value()).isEqualTo(3);
    // The jackknife of a mean is exact: variance (4 + 1 + 9)/2 = 7, over 3 rows.
    assertThat(mean.standardError()).isCloseTo(Math.sqrt(7.0 / 3), within(1e-15));
    assertThat(Objects.requireNonNull(found.columns().get("sum")).toArray())
        .containsExactly(1, 3, 9);
  }

  @Test
  void refusesColumnsWithWhatIsNoNumber() {
    assertThatThrownBy(() -> estimate(Double.NaN)).hasMessageContaining("sum is not a number");
  }
}
