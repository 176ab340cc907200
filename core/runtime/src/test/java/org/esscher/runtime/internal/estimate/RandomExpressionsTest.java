package org.esscher.runtime.internal.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.esscher.api.Column;
import org.esscher.api.Estimate;
import org.esscher.api.Estimate.LossEstimate;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Loss;
import org.esscher.api.Losses;
import org.esscher.api.Objective;
import org.esscher.api.State;
import org.esscher.data.Arena;
import org.esscher.runtime.internal.expression.Kernels;
import org.esscher.runtime.internal.expression.KernelsForTests;
import org.esscher.runtime.internal.expression.Workers;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Random expressions: their values against {@link NaiveInterpreter}, their cotangents against
 * differences of it, one number of threads against another.
 */
class RandomExpressionsTest {
  /** Differences of order h⁴, so 1e-12 times a fifth derivative; rounding 1e-16/h. */
  private static final double STEP = 1e-3;

  private static final int DEPTH = 8;

  /** What the last case's loss was, for messages. */
  private static final class Traced implements Objective {
    private final RandomGenerator random;
    private Expr loss = Expr.of(0);

    Traced(long seed) {
      random = generator(seed);
    }

    @Override
    public Losses losses(Inputs in) {
      loss =
          new RandomExpressions(in.slot("rows").groupedBy("group"), random)
              .loss(random.nextInt(DEPTH + 1));
      // A stop inside makes it one; its cotangents are then not the value's derivative.
      return Losses.of(Loss.surrogate("loss", "policy", loss, loss));
    }
  }

  private static RandomGenerator generator(long seed) {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  private static LossEstimate estimate(
      Objective objective, RandomRows rows, Arena arena, Workers workers) {
    Estimate estimate =
        new Estimation(workers)
            .estimate(
                objective,
                Map.of("rows", rows.batch(arena)),
                State.empty(),
                null,
                new OutsideARun(arena),
                false);
    return Objects.requireNonNull(estimate.losses().get("loss"));
  }

  @Test
  void values_and_cotangents_are_those_of_the_naive_interpreter() {
    compare(0, 500);
  }

  @Tag("slow")
  @Test
  void thousands_more_are_too() {
    compare(1000, 5000);
  }

  private static void compare(long firstSeed, int cases) {
    int smooth = 0;
    int kinks = 0;
    for (long seed = firstSeed; seed < firstSeed + cases; seed++) {
      for (boolean compared : check(seed)) {
        smooth += compared ? 1 : 0;
        kinks += compared ? 0 : 1;
      }
    }
    assertThat(smooth).isGreaterThan(cases);
    assertThat(kinks).as("of %d", smooth).isLessThan(smooth / 20);
  }

  /** Whether each cotangent that was tried lies where the loss is smooth. */
  private static List<Boolean> check(long seed) {
    RandomGenerator random = generator(seed + 77);
    RandomRows rows = RandomRows.draw(random, 1 + random.nextInt(6), 4);
    Traced traced = new Traced(seed);
    List<Boolean> compared = new ArrayList<>();
    try (Arena arena = Arena.root("test")) {
      LossEstimate found = estimate(traced, rows, arena, Workers.callerOnly());
      NaiveInterpreter naive = new NaiveInterpreter(rows, Map.of(), null);
      double expected = naive.value(traced.loss);
      assertThat(found.value())
          .as("value, seed %d", seed)
          .isCloseTo(expected, within(1e-11 * (1 + Math.abs(expected))));
      Map<String, Column> cotangents = Objects.requireNonNull(found.cotangents().get("rows"));
      cotangents.forEach(
          (column, values) -> {
            double[] gradient = values.toArray();
            for (int draw = 0; draw < 2 && gradient.length > 0; draw++) {
              int element = random.nextInt(gradient.length);
              Slope slopes = new Slope(traced.loss, rows, naive, column, element);
              double slope = slopes.at(STEP);
              // Two steps give one slope, unless there is a kink between them.
              boolean smooth =
                  Math.abs(slope - slopes.at(STEP / 3)) <= 3e-8 * (1 + Math.abs(slope));
              compared.add(smooth);
              if (smooth) {
                assertThat(gradient[element])
                    .as("cotangent %d of %s, seed %d", element, column, seed)
                    .isCloseTo(slope, within(1e-7 * (1 + Math.abs(gradient[element]))));
              }
            }
          });
    }
    return compared;
  }

  /** The slope of a loss in one number, by differences at four points. */
  private record Slope(
      Expr loss, RandomRows rows, NaiveInterpreter naive, String column, int element) {
    double at(double step) {
      return (8 * (moved(step) - moved(-step)) - (moved(2 * step) - moved(-2 * step)))
          / (12 * step);
    }

    private double moved(double by) {
      double[] values = Objects.requireNonNull(rows.values().get(column)).clone();
      values[element] += by;
      return new NaiveInterpreter(rows, Map.of(column, values), naive).value(loss);
    }
  }

  /** Batches of many blocks, on one thread and on three: bit for bit the same. */
  @Test
  void threads_change_nothing() {
    try (Workers three = new Workers(3, "esscher-test", Kernels.none())) {
      for (long seed = 0; seed < 6; seed++) {
        RandomRows rows = RandomRows.draw(generator(seed), 26_000, 3);
        try (Arena arena = Arena.root("test")) {
          LossEstimate alone = estimate(new Traced(seed), rows, arena, Workers.callerOnly());
          LossEstimate together = estimate(new Traced(seed), rows, arena, three);
          assertThat(together.value()).as("seed %d", seed).isEqualTo(alone.value());
          Map<String, Column> expected = Objects.requireNonNull(alone.cotangents().get("rows"));
          Objects.requireNonNull(together.cotangents().get("rows"))
              .forEach(
                  (name, column) ->
                      assertThat(column.toArray())
                          .as(name)
                          .isEqualTo(Objects.requireNonNull(expected.get(name)).toArray()));
        }
      }
    }
  }

  /** Kernels compute the very numbers that operations one after the other do. */
  @Test
  void kernels_change_nothing() {
    LongAdder taken = new LongAdder();
    Kernels kernels = KernelsForTests.atOnce(taken, new LongAdder());
    try (Workers with = new Workers(1, "esscher-test", kernels)) {
      for (long seed = 0; seed < 200; seed++) {
        RandomGenerator random = generator(seed + 77);
        compareExactly(seed, RandomRows.draw(random, 1 + random.nextInt(6), 70), with);
      }
      assertThat(taken.sum()).isPositive();
    }
  }

  /** Nor do they on many blocks and threads. */
  @Test
  void kernels_on_several_threads_change_nothing() {
    LongAdder taken = new LongAdder();
    Kernels kernels = KernelsForTests.atOnce(taken, new LongAdder());
    try (Workers with = new Workers(2, "esscher-test", kernels)) {
      for (long seed = 0; seed < 3; seed++) {
        compareExactly(seed, RandomRows.draw(generator(seed), 12_000, 3), with);
      }
      assertThat(taken.sum()).isPositive();
    }
  }

  private static void compareExactly(long seed, RandomRows rows, Workers with) {
    try (Arena arena = Arena.root("test")) {
      LossEstimate expected = estimate(new Traced(seed), rows, arena, Workers.callerOnly());
      LossEstimate found = estimate(new Traced(seed), rows, arena, with);
      assertThat(found.value()).as("value, seed %d", seed).isEqualTo(expected.value());
      Map<String, Column> columns = Objects.requireNonNull(expected.cotangents().get("rows"));
      Objects.requireNonNull(found.cotangents().get("rows"))
          .forEach(
              (name, column) ->
                  assertThat(column.toArray())
                      .as("cotangent of %s, seed %d", name, seed)
                      .isEqualTo(Objects.requireNonNull(columns.get(name)).toArray()));
    }
  }
}
