package org.esscher.runtime.internal.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
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
import org.junit.jupiter.api.Test;

/** Blocks with numbers that kernels don't take, between others: nothing shows. */
class KernelFallbackTest {
  /**
   * The square root of 0 has an infinite slope, which a branch that isn't taken must not spread.
   */
  private static final Objective LOSS =
      in -> {
        Slot rows = in.slot("rows");
        Expr logp = rows.output("policy", "logp", Level.ROW);
        Expr y = rows.column("y", Level.ROW);
        Expr root = y.greaterThan(0).select(logp.abs().sqrt(), logp);
        Expr total = logp.times(y).softplus().plus(root).plus(y.exp().times(0).times(logp));
        return Losses.of(Loss.exact("loss", "policy", total.mean(Level.BATCH)));
      };

  @Test
  void blocks_of_all_kinds() {
    int rows = 5000;
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(8);
    double[] logp = new double[rows];
    double[] y = new double[rows];
    Arrays.setAll(logp, row -> random.nextGaussian() - 2);
    Arrays.setAll(y, row -> random.nextGaussian());
    // The second block: an exponent beyond 512. The third: 0 · ∞ in a branch that isn't taken.
    y[1500] = 600;
    logp[1500] = -3;
    logp[2500] = 0;
    y[2500] = -1;
    LongAdder taken = new LongAdder();
    LongAdder refused = new LongAdder();
    try (Arena arena = Arena.root("test");
        Workers with = new Workers(1, "esscher-test", KernelsForTests.atOnce(taken, refused))) {
      Batch batch = arena.batch(Map.of("logp", arena.numbers(logp), "y", arena.numbers(y)));
      LossEstimate expected = estimate(batch, arena, Workers.callerOnly());
      LossEstimate found = estimate(batch, arena, with);
      assertThat(found.value()).isEqualTo(expected.value());
      assertThat(cotangents(found)).isEqualTo(cotangents(expected));
      // At logp = 0 and y = −1: (y·σ(0) + 1)/5000, with σ(0) = 1/2, and nothing from the square
      // root.
      assertThat(cotangents(found)[2500]).isEqualTo(0.5 / 5000);
      // The second block has such an exponent, the third a cotangent that is not finite; the first
      // kernel of a block that meets either is its last.
      assertThat(refused.sum()).isEqualTo(2);
      assertThat(taken.sum()).isGreaterThanOrEqualTo(3);
    }
  }

  private static LossEstimate estimate(Batch batch, Arena arena, Workers workers) {
    return Objects.requireNonNull(
        new Estimation(workers)
            .estimate(
                LOSS, Map.of("rows", batch), State.empty(), null, new OutsideARun(arena), false)
            .losses()
            .get("loss"));
  }

  private static double[] cotangents(LossEstimate estimate) {
    Column column = Objects.requireNonNull(estimate.cotangents().get("rows")).get("logp");
    return Objects.requireNonNull(column).toArray();
  }
}
