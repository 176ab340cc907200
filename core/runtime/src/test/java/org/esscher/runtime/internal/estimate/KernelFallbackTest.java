package org.esscher.runtime.internal.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Estimate.LossEstimate;
import org.esscher.api.Expr;
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

/** Blocks with numbers that kernels don't take, between others: nothing shows. */
class KernelFallbackTest {
  private static final int ROWS = 5000;

  private final double[] logp = new double[ROWS];
  private final double[] y = new double[ROWS];
  private final LongAdder taken = new LongAdder();
  private final LongAdder refused = new LongAdder();

  /** A row at which the branch that isn't taken has an infinite slope, which it must not spread. */
  @BeforeEach
  void fill() {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(8);
    Arrays.setAll(logp, row -> random.nextGaussian() - 2);
    Arrays.setAll(y, row -> random.nextGaussian());
    logp[2500] = 0;
    y[2500] = -1;
  }

  private static Objective loss(UnaryOperator<Expr> branch) {
    return in -> {
      Slot rows = in.slot("rows");
      Expr logp = rows.output("policy", "logp", Level.ROW);
      Expr y = rows.column("y", Level.ROW);
      Expr either = y.greaterThan(0).select(branch.apply(logp.abs()), logp);
      Expr total = logp.times(y).softplus().plus(either).plus(y.exp().times(0).times(logp));
      return Losses.of(Loss.exact("loss", "policy", total.mean(Level.BATCH)));
    };
  }

  private void compare(Objective loss) {
    try (Arena arena = Arena.root("test");
        Workers with = new Workers(1, "esscher-test", KernelsForTests.atOnce(taken, refused))) {
      Batch batch = arena.batch(Map.of("logp", arena.numbers(logp), "y", arena.numbers(y)));
      LossEstimate expected = estimate(loss, batch, arena, Workers.callerOnly());
      LossEstimate found = estimate(loss, batch, arena, with);
      assertThat(found.value()).isEqualTo(expected.value());
      assertThat(cotangents(found)).isEqualTo(cotangents(expected));
      // At logp = 0 and y = −1: (y·σ(0) + 1)/5000, with σ(0) = 1/2, and nothing from the branch.
      assertThat(cotangents(found)[2500]).isEqualTo(0.5 / ROWS);
      assertThat(taken.sum()).isGreaterThanOrEqualTo(3);
    }
  }

  @Test
  void blocks_of_all_kinds() {
    // The second block: an exponent beyond 512. The third: 0/0, the slope of the logarithm.
    y[1500] = 600;
    logp[1500] = -3;
    compare(loss(Expr::log));
    // The first kernel of a block that meets either is its last.
    assertThat(refused.sum()).isEqualTo(2);
  }

  /** Standard deviations of equal numbers are too common for a second run. */
  @Test
  void the_slope_of_a_square_root_of_0_is_taken_by_kernels() {
    compare(loss(Expr::sqrt));
    assertThat(refused.sum()).isZero();
  }

  private static LossEstimate estimate(Objective loss, Batch batch, Arena arena, Workers workers) {
    return Objects.requireNonNull(
        new Estimation(workers)
            .estimate(
                loss, Map.of("rows", batch), State.empty(), null, new OutsideARun(arena), false)
            .losses()
            .get("loss"));
  }

  private static double[] cotangents(LossEstimate estimate) {
    Column column = Objects.requireNonNull(estimate.cotangents().get("rows")).get("logp");
    return Objects.requireNonNull(column).toArray();
  }
}
