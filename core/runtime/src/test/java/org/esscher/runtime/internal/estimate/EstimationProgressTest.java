package org.esscher.runtime.internal.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.CustomObjective;
import org.esscher.api.CustomStatistic;
import org.esscher.api.Data;
import org.esscher.api.Estimator;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Learner;
import org.esscher.api.Level;
import org.esscher.api.Loss;
import org.esscher.api.Model;
import org.esscher.api.State;
import org.esscher.api.Statistic;
import org.esscher.data.Arena;
import org.esscher.runtime.PassListener;
import org.esscher.runtime.internal.expression.Kernels;
import org.esscher.runtime.internal.expression.Workers;
import org.esscher.runtime.internal.load.Components;
import org.esscher.runtime.internal.load.PluginScan;
import org.esscher.runtime.internal.progress.PassProgress;
import org.esscher.runtime.internal.wiring.CallContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Passes over 10,000 rows: nine blocks of 1,024 rows in shards of 4,096, and what is left. */
class EstimationProgressTest {
  private static final int ROWS = 10_000;

  /** A block ends where a shard does, and shards are whole blocks. */
  private static final List<Long> BLOCKS =
      List.of(0L, 1024L, 2048L, 3072L, 4096L, 5120L, 6144L, 7168L, 8192L, 9216L, 10_000L);

  private final Arena arena = Arena.root("test");
  private final List<List<Long>> passes = new ArrayList<>();
  private final PassListener listener =
      (pass, done, rows) -> {
        if (done == 0) {
          passes.add(new ArrayList<>());
        }
        assertThat(passes).as("passes").hasSize(pass);
        passes.get(pass - 1).add(done);
        assertThat(done).isLessThanOrEqualTo(rows);
      };

  @AfterEach
  void close() {
    arena.close();
  }

  private Batch rows(int count) {
    return arena.batch(
        Map.of("x", arena.numbers(DoubleStream.iterate(1, x -> x + 1).limit(count).toArray())));
  }

  private void estimate(Estimator estimator, Estimation estimation, boolean errors) {
    estimate(estimator, estimation, rows(ROWS), errors);
  }

  private void estimate(Estimator estimator, Estimation estimation, Batch rows, boolean errors) {
    estimation
        .followedBy(new PassProgress(listener))
        .estimate(
            estimator, Map.of("rows", rows), State.empty(), null, new OutsideARun(arena), errors);
  }

  /** The spread around the mean, which must be known before. */
  private static Statistic spread() {
    return in -> {
      Expr x = in.slot("rows").column("x", Level.ROW);
      return Map.of("spread", x.minus(x.mean(Level.BATCH)).square().mean(Level.BATCH));
    };
  }

  @Test
  void eachSweepOverTheRowsIsAPass() {
    estimate(spread(), new Estimation(), false);
    assertThat(passes).containsExactly(BLOCKS, BLOCKS);
  }

  /** The mean's part in the influences is taken back in a pass of its own. */
  @Test
  void standardErrorsTakeFurtherPasses() {
    estimate(spread(), new Estimation(), true);
    assertThat(passes.size()).isGreaterThan(2);
    assertThat(passes).allSatisfy(pass -> assertThat(pass).isEqualTo(BLOCKS));
  }

  /** Forty blocks, of which each thread has enough to begin. */
  @Test
  void threadsCountTogether() {
    int rows = 40 * 1024;
    try (Workers three = new Workers(3, "esscher-test", Kernels.none())) {
      estimate(spread(), new Estimation(three), rows(rows), false);
    }
    List<Long> blocks = LongStream.rangeClosed(0, 40).map(block -> block * 1024).boxed().toList();
    assertThat(passes).containsExactly(blocks, blocks);
  }

  @Test
  void whatAListenerThrowsEndsTheEstimate() {
    PassListener impatient =
        (pass, done, rows) -> {
          if (pass == 2 && done > 5000) {
            throw new IllegalStateException("enough");
          }
        };
    Estimation followed = new Estimation().followedBy(new PassProgress(impatient));
    assertThatThrownBy(
            () ->
                followed.estimate(
                    spread(),
                    Map.of("rows", rows(ROWS)),
                    State.empty(),
                    null,
                    new OutsideARun(arena),
                    false))
        .hasMessage("enough");
  }

  /** A mean, in code. */
  private record Mean() implements CustomStatistic {
    @Override
    public Map<String, Expr> reads(Inputs in) {
      return Map.of("x", in.slot("rows").column("x", Level.ROW));
    }

    @Override
    public Map<String, Double> evaluate(Data data, Context context) {
      Column x = data.get("x");
      return Map.of("mean", DoubleStream.of(x.toArray()).sum() / x.rows());
    }
  }

  /** What is read is a pass, the code is one, and the 20 times that a 20th is left out are one. */
  @Test
  void aStatisticInCodeCountsWhatItIsEvaluatedOn() {
    estimate(new Mean(), new Estimation(), true);
    assertThat(passes).hasSize(3);
    assertThat(passes.get(0)).isEqualTo(BLOCKS);
    assertThat(passes.get(1)).containsExactly(0L, (long) ROWS);
    assertThat(passes.get(2)).hasSize(21).first().isEqualTo(0L);
    for (int left = 1; left <= 20; left++) {
      assertThat(passes.get(2).get(left)).isEqualTo(left * (ROWS - ROWS / 20L));
    }
  }

  /**
   * A sum, in code.
   *
   * @param split whether rows may be computed apart
   */
  private record Sum(Split split) implements CustomObjective {
    @Override
    public Map<String, Expr> reads(Inputs in) {
      return Map.of("x", in.slot("rows").output("critic", "x", Level.ROW));
    }

    @Override
    public Result estimate(Data data, State state, Context context) {
      double[] x = data.get("x").toArray();
      double[] ones = DoubleStream.generate(() -> 1).limit(x.length).toArray();
      return new Result(
          List.of(
              new Part(
                  "sum",
                  Set.of("critic"),
                  Loss.Kind.EXACT,
                  DoubleStream.of(x).sum(),
                  x.length,
                  Map.of("x", context.columns().numbers(ones)))),
          State.empty());
    }
  }

  @Test
  void anObjectiveInCodeCountsItsShards() {
    estimate(new Sum(CustomObjective.Split.ROW), new Estimation(), false);
    assertThat(passes).hasSize(2);
    assertThat(passes.get(1)).containsExactly(0L, 4096L, 8192L, (long) ROWS);
    passes.clear();
    estimate(new Sum(CustomObjective.Split.BATCH), new Estimation(), false);
    assertThat(passes).as("in one part").hasSize(2);
    assertThat(passes.get(1)).containsExactly(0L, (long) ROWS);
  }

  /** Goes over what it reads in four parts, and says so. */
  private record Quarters() implements Learner {
    @Override
    public Map<String, Expr> reads(Inputs in) {
      return Map.of("x", in.slot("rows").column("x", Level.ROW));
    }

    @Override
    public State fit(Data data, State previous, Context context) {
      for (double fraction : new double[] {0.25, 0.5, 0.25, 0.75}) {
        context.progress(fraction);
      }
      return State.empty();
    }

    @Override
    public Model load(State fitted, Context context) {
      throw new AssertionError("nobody asks for it");
    }
  }

  @Test
  void aLearnerSaysHowFarItIs() {
    PassProgress progress = new PassProgress(listener);
    try (PluginScan nothing = new PluginScan()) {
      Context context =
          new CallContext(
              arena, 1, CallContext.NO_ROLES, new Components(nothing), "test", progress::reached);
      new Estimation()
          .followedBy(progress)
          .fit(new Quarters(), Map.of("rows", rows(ROWS)), State.empty(), null, context);
    }
    assertThat(passes).hasSize(2);
    assertThat(passes.get(0)).isEqualTo(BLOCKS);
    assertThat(passes.get(1)).as("never less").containsExactly(0L, 2500L, 5000L, 7500L, 10_000L);
  }
}
