package org.esscher.runtime.internal.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.apache.arrow.vector.Float4Vector;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;
import org.esscher.api.Level;
import org.esscher.api.Loss;
import org.esscher.api.Losses;
import org.esscher.api.Objective;
import org.esscher.api.Slot;
import org.esscher.api.State;
import org.esscher.data.Arena;
import org.esscher.runtime.internal.expression.KernelsForTests;
import org.esscher.runtime.internal.expression.Workers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Columns of float32, which kernels read as they are. */
class SingleColumnsTest {
  private static final int ROWS = 100;

  /** The mean of (logp + propensity): a column that is finite, and one that lies within (0, 1]. */
  private static final Objective LOSS =
      in -> {
        Slot rows = in.slot("rows");
        return Losses.of(
            Loss.exact(
                "loss",
                "policy",
                rows.output("policy", "logp", Level.ROW)
                    .plus(rows.column("propensity", Level.ROW))
                    .mean(Level.BATCH)));
      };

  private static double estimate(float logp, float propensity, LongAdder taken) {
    try (Arena arena = Arena.root("test");
        Workers workers =
            new Workers(1, "esscher-test", KernelsForTests.atOnce(taken, new LongAdder()))) {
      Map<String, Column> columns = new LinkedHashMap<>();
      columns.put("logp", column(arena, logp));
      columns.put("propensity", column(arena, propensity));
      return new Estimation(workers)
          .estimate(
              LOSS,
              Map.of("rows", arena.batch(columns)),
              State.empty(),
              null,
              new OutsideARun(arena),
              false)
          .value("loss");
    }
  }

  /** Halves, but for row 57. */
  private static Column column(Arena arena, float other) {
    Float4Vector vector = new Float4Vector("column", arena.allocator());
    vector.allocateNew(ROWS);
    for (int row = 0; row < ROWS; row++) {
      vector.set(row, row == 57 ? other : 0.5f);
    }
    vector.setValueCount(ROWS);
    return arena.wrap(vector);
  }

  @BeforeEach
  void needKernels() {
    KernelsForTests.compiler();
  }

  /** 99 rows of 1 and one of 1.25 have the mean 1.0025, in sums of quarters without rounding. */
  @Test
  void kernelsTakeWhatIsInRange() {
    LongAdder taken = new LongAdder();
    assertThat(estimate(0.25f, 1, taken)).isEqualTo(100.25 / 100);
    assertThat(taken.sum()).isPositive();
  }

  @Test
  void whatIsNotIsRefusedWithItsRow() {
    assertThatThrownBy(() -> estimate(Float.NaN, 1, new LongAdder()))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("row 57, column logp");
    assertThatThrownBy(() -> estimate(0.5f, 0, new LongAdder()))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("row 57, column propensity: the value is 0.0");
    assertThatThrownBy(() -> estimate(0.5f, Math.nextUp(1f), new LongAdder()))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("row 57, column propensity");
  }
}
