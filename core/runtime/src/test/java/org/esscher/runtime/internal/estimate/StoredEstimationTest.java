package org.esscher.runtime.internal.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.CustomStatistic;
import org.esscher.api.Data;
import org.esscher.api.EsscherException;
import org.esscher.api.Estimate;
import org.esscher.api.Estimate.LossEstimate;
import org.esscher.api.Estimator;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Level;
import org.esscher.api.Loss;
import org.esscher.api.Losses;
import org.esscher.api.Objective;
import org.esscher.api.Slot;
import org.esscher.api.State;
import org.esscher.api.Statistic;
import org.esscher.data.Arena;
import org.esscher.data.ReadOptions;
import org.esscher.data.Sinks;
import org.esscher.data.Sources;
import org.esscher.data.StoredRows;
import org.esscher.data.Validation;
import org.esscher.runtime.PassListener;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three pieces of a file give what the rows in memory give, to the last bit. */
class StoredEstimationTest {
  private static final int ROWS = 270_000;

  /** The mean, and the spread around it: a second pass needs what the first found. */
  private static final Statistic SPREAD =
      in -> {
        Slot rows = in.slot("rows");
        Expr x = rows.column("x", Level.ROW);
        Expr mean = x.mean(Level.BATCH);
        return Map.of("mean", mean, "spread", x.minus(mean).square().mean(Level.BATCH).sqrt());
      };

  @TempDir private Path directory;
  @AutoClose private final Arena arena = Arena.root("test");

  private Batch rows() {
    Random random = new Random(3);
    double[] x = new double[ROWS];
    double[] weight = new double[ROWS];
    long[] group = new long[ROWS];
    for (int row = 0; row < ROWS; row++) {
      x[row] = random.nextGaussian();
      weight[row] = random.nextDouble();
      group[row] = row / 2;
    }
    Map<String, Column> columns = new LinkedHashMap<>();
    columns.put("x", arena.numbers(x));
    columns.put("q", arena.numbers(x));
    columns.put("weight", arena.numbers(weight));
    columns.put("pair", arena.integers(group));
    return arena.batch(columns);
  }

  private StoredRows stored(Batch rows) {
    Path file = directory.resolve("rows.arrow");
    Sinks.write(file, rows);
    // Weights are the estimation's to check.
    ReadOptions options = ReadOptions.defaults().withValidation(Validation.none());
    return Sources.open(file, options).stored();
  }

  private Estimate whole(Estimator estimator, Batch rows) {
    return new Estimation()
        .estimate(
            estimator, Map.of("rows", rows), State.empty(), null, new OutsideARun(arena), true);
  }

  private Estimate piecewise(Estimator estimator, Batch rows) {
    return new StoredEstimation(new Estimation(), arena, OutsideARun::new)
        .estimate(estimator, stored(rows), State.empty(), PassListener.NONE);
  }

  @Test
  void statisticsAreThoseOfTheRowsInMemory() {
    Batch rows = rows();
    Estimate found = piecewise(SPREAD, rows);
    assertThat(found.statistics()).isEqualTo(whole(SPREAD, rows).statistics());
    assertThat(found.statistics().values())
        .allSatisfy(quantity -> assertThat(quantity.standardError()).isPositive());
  }

  @Test
  void lossesAreThoseOfTheRowsInMemoryWithoutCotangents() {
    Objective squares =
        in -> {
          Slot rows = in.slot("rows");
          Expr q = rows.output("q", "q", Level.ROW);
          return Losses.of(Loss.exact("squares", "q", q.square().mean(Level.BATCH)));
        };
    Batch rows = rows();
    LossEstimate whole = squares(whole(squares, rows));
    LossEstimate found = squares(piecewise(squares, rows));
    assertThat(found.value()).isEqualTo(whole.value());
    assertThat(found.weight()).isEqualTo(whole.weight());
    assertThat(found.standardError()).isEqualTo(whole.standardError());
    assertThat(found.cotangents()).isEmpty();
  }

  private static LossEstimate squares(Estimate estimate) {
    return Objects.requireNonNull(estimate.losses().get("squares"));
  }

  @Test
  void whatNeedsAllRowsAtOnceIsRefused() {
    Statistic each = in -> Map.of("x", in.slot("rows").column("x", Level.ROW));
    Statistic pairs =
        in -> {
          Expr x = in.slot("rows").groupedBy("pair").column("x", Level.ROW);
          return Map.of("best", x.mean(Level.GROUP).mean(Level.BATCH));
        };
    Statistic two =
        in ->
            Map.of(
                "gap",
                in.slot("rows")
                    .column("x", Level.ROW)
                    .mean(Level.BATCH)
                    .minus(in.slot("others").column("x", Level.ROW).mean(Level.BATCH)));
    CustomStatistic code =
        new CustomStatistic() {
          @Override
          public Map<String, Expr> reads(Inputs in) {
            return Map.of("x", in.slot("rows").column("x", Level.ROW));
          }

          @Override
          public Map<String, Double> evaluate(Data data, Context context) {
            return Map.of("first", data.get("x").at(0));
          }
        };
    assertRefused(each, "gives one value per row");
    assertRefused(code, "computes in code");
    assertRefused(pairs, "compares rows within groups, by 'pair'");
    assertRefused(two, "reads the slots ");
  }

  private void assertRefused(Estimator estimator, String why) {
    Batch one = arena.batch(Map.of("x", arena.numbers(1), "pair", arena.integers(1)));
    assertThatThrownBy(() -> piecewise(estimator, one))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining(why)
        .hasMessageContaining("estimate it with its rows in memory");
  }

  @Test
  void anErrorTellsWhereItsPieceBegins() {
    Batch rows = rows();
    double[] weight = rows.column("weight").toArray();
    weight[ROWS - 1] = -1;
    Batch wrong = rows.with("weight", arena.numbers(weight));
    assertThatThrownBy(() -> piecewise(SPREAD, wrong))
        .hasMessageContaining("in the rows from 262144 on (counted from there): row 7855: weight");
  }

  /**
   * A pass is three pieces, two of 131,072 rows and the rest; the spread needs more passes than
   * one.
   */
  @Test
  void aListenerIsToldOfEveryPieceOfEveryPass() {
    List<String> told = new ArrayList<>();
    new StoredEstimation(new Estimation(), arena, OutsideARun::new)
        .estimate(
            SPREAD,
            stored(rows()),
            State.empty(),
            (pass, done, rows) -> told.add(pass + ": " + done + " of " + rows));
    int passes = told.size() / 4;
    assertThat(passes).isGreaterThan(1);
    List<String> expected = new ArrayList<>();
    for (int pass = 1; pass <= passes; pass++) {
      for (int done : new int[] {0, 131_072, 262_144, ROWS}) {
        expected.add(pass + ": " + done + " of " + ROWS);
      }
    }
    assertThat(told).isEqualTo(expected);
  }
}
