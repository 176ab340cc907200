package org.esscher.runtime.internal.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
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
import org.esscher.runtime.internal.expression.Frame;
import org.junit.jupiter.api.Test;

/**
 * What parts of a batch give, put together, is what the whole gives: bit for bit where the parts
 * are whole blocks, and to rounding for any other partition.
 */
class SplitInvarianceTest {
  private static final int GROUP = 4;
  private static final int ROWS = 5200;

  /** Rows of a block: as many as make 2,048 tokens of three a row, in whole groups of four. */
  private static final int BLOCK = 680;

  /** Tokens, rows and groups: clipped, log-sum-exp within rows, standardized within groups. */
  private static final Objective SUM =
      in -> {
        Slot rows = in.slot("rows").groupedBy("group");
        Expr logp = rows.output("policy", "logp", Level.TOKEN);
        Expr reward = rows.column("reward", Level.ROW);
        Expr centered = reward.minus(reward.mean(Level.GROUP));
        Expr spread = centered.times(centered).mean(Level.GROUP).plus(0.1).sqrt();
        Expr advantage = centered.over(spread);
        Expr ratio = logp.minus(rows.column("old_logp", Level.TOKEN)).exp();
        Expr surrogate = ratio.times(advantage).min(ratio.clip(0.8, 1.2).times(advantage));
        Expr total = surrogate.plus(logp.logSumExp(Level.ROW).softplus()).sum(Level.BATCH);
        return Losses.of(Loss.exact("loss", "policy", total));
      };

  /** Whole blocks, one after the other. */
  @Test
  void parts_of_whole_blocks_add_up_bit_for_bit() {
    try (Arena arena = Arena.root("test")) {
      Batch whole = batch(arena);
      List<int[]> parts = new ArrayList<>();
      int from = 0;
      while (from < ROWS) {
        // A block ends at the end of a shard too, after 4,096 rows.
        int shardEnd = Math.min(ROWS, (from / Frame.SHARD_ROWS + 1) * Frame.SHARD_ROWS);
        int end = Math.min(shardEnd, from + BLOCK);
        parts.add(IntStream.range(from, end).toArray());
        from = end;
      }
      LossEstimate expected = estimate(whole, arena);
      double value = 0;
      List<Double> cotangents = new ArrayList<>();
      for (int[] part : parts) {
        LossEstimate found = estimate(whole.take(part), arena);
        value += found.value();
        Arrays.stream(cotangents(found)).forEach(cotangents::add);
      }
      assertThat(value).isEqualTo(expected.value());
      assertThat(cotangents.stream().mapToDouble(Double::doubleValue).toArray())
          .isEqualTo(cotangents(expected));
    }
  }

  /** Groups scattered over five parts at random. */
  @Test
  void any_other_parts_add_up_to_rounding() {
    RandomGenerator random = generator(9);
    int[] partOf = random.ints(ROWS / GROUP, 0, 5).toArray();
    try (Arena arena = Arena.root("test")) {
      Batch whole = batch(arena);
      LossEstimate expected = estimate(whole, arena);
      double[] wanted = cotangents(expected);
      double value = 0;
      for (int part = 0; part < 5; part++) {
        int wantedPart = part;
        int[] rows =
            IntStream.range(0, ROWS).filter(row -> partOf[row / GROUP] == wantedPart).toArray();
        LossEstimate found = estimate(whole.take(rows), arena);
        value += found.value();
        double[] cotangents = cotangents(found);
        for (int i = 0; i < cotangents.length; i++) {
          assertThat(cotangents[i])
              .isCloseTo(
                  wanted[3 * rows[i / 3] + i % 3], within(1e-9 * Math.abs(cotangents[i]) + 1e-15));
        }
      }
      assertThat(value).isCloseTo(expected.value(), within(1e-9 * Math.abs(expected.value())));
    }
  }

  private static RandomGenerator generator(long seed) {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  private static Batch batch(Arena arena) {
    RandomGenerator random = generator(3);
    int[] starts = IntStream.rangeClosed(0, ROWS).map(row -> 3 * row).toArray();
    return arena.batch(
        Map.of(
            "logp", arena.lists(starts, normals(random, 3 * ROWS)),
            "old_logp", arena.lists(starts, normals(random, 3 * ROWS)),
            "reward", arena.numbers(normals(random, ROWS)),
            "group", arena.integers(IntStream.range(0, ROWS).mapToLong(r -> r / GROUP).toArray())));
  }

  private static double[] normals(RandomGenerator random, int count) {
    double[] values = new double[count];
    Arrays.setAll(values, i -> random.nextGaussian() - 1);
    return values;
  }

  private static LossEstimate estimate(Batch batch, Arena arena) {
    return Objects.requireNonNull(
        new Estimation()
            .estimate(
                SUM, Map.of("rows", batch), State.empty(), null, new OutsideARun(arena), false)
            .losses()
            .get("loss"));
  }

  private static double[] cotangents(LossEstimate estimate) {
    Column column = Objects.requireNonNull(estimate.cotangents().get("rows")).get("logp");
    return Objects.requireNonNull(column).toArray();
  }
}
