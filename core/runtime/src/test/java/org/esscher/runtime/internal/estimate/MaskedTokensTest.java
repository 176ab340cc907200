package org.esscher.runtime.internal.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;
import org.esscher.api.Estimate;
import org.esscher.api.Estimate.LossEstimate;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
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

/**
 * Tokens under a mask give, bit for bit, what they give alone, whatever stands between them: here
 * it is NaN. Their cotangents stand where they do, and 0 at the others.
 */
class MaskedTokensTest {
  /** How tokens that don't exist are strewn among those that do. */
  private enum Strewn {
    HERE_AND_THERE {
      @Override
      int before(RandomGenerator random, boolean first) {
        return random.nextInt(3);
      }
    },
    RARELY {
      @Override
      int before(RandomGenerator random, boolean first) {
        return random.nextInt(20) == 0 ? 1 : 0;
      }
    },
    MOSTLY {
      @Override
      int before(RandomGenerator random, boolean first) {
        return random.nextInt(300);
      }
    },
    AS_PROMPTS {
      @Override
      int before(RandomGenerator random, boolean first) {
        return first ? random.nextInt(600) : 0;
      }
    };

    /** Tokens to put before one, the first of its row or not. */
    abstract int before(RandomGenerator random, boolean first);
  }

  /** A random loss over rows, tokens and groups, and a mean of products of each row's sums. */
  private record Declared(long seed) implements Objective {
    @Override
    public Losses losses(Inputs in) {
      RandomGenerator random = generator(seed);
      Slot rows = in.slot("rows").groupedBy("group");
      Expr loss = new RandomExpressions(rows, random).loss(random.nextInt(1, 6));
      Expr summed =
          rows.output("policy", "a_logp", Level.ROW)
              .times(rows.column("a_y", Level.ROW))
              .mean(Level.BATCH);
      Expr both = loss.plus(summed);
      return Losses.of(Loss.surrogate("loss", "policy", both, both));
    }
  }

  /** What exists, and with more around it. */
  @SuppressWarnings("ArrayRecordComponent") // never compared; a plain carrier of arrays
  private record Rows(RandomRows alone, RandomRows around, boolean[] exists) {
    static Rows draw(RandomGenerator random, Strewn strewn, int rows, int longest) {
      RandomRows drawn = RandomRows.draw(random, rows, longest);
      // Half of the batches have their groups in order.
      int[] group = drawn.group();
      if (random.nextBoolean()) {
        Arrays.sort(group);
      }
      // One mask is for both structures, so they are one.
      int[] starts = drawn.starts("a");
      int[] wide = new int[rows + 1];
      int[] place = new int[starts[rows]];
      for (int row = 0; row < rows; row++) {
        int end = wide[row];
        for (int token = starts[row]; token < starts[row + 1]; token++) {
          end += strewn.before(random, token == starts[row]);
          place[token] = end++;
        }
        wide[row + 1] = end + strewn.before(random, false);
      }
      boolean[] exists = new boolean[wide[rows]];
      Arrays.stream(place).forEach(at -> exists[at] = true);
      Map<String, double[]> alone = new LinkedHashMap<>();
      Map<String, double[]> around = new LinkedHashMap<>();
      drawn
          .values()
          .forEach(
              (name, all) -> {
                boolean tokens = !RandomRows.axisOf(name).isEmpty();
                double[] values = tokens ? fitted(all, place.length) : all;
                alone.put(name, values);
                around.put(name, tokens ? spread(values, place, exists.length) : all);
              });
      return new Rows(
          new RandomRows(group, drawn.weight(), Map.of("a", starts, "b", starts), alone),
          new RandomRows(group, drawn.weight(), Map.of("a", wide, "b", wide), around),
          exists);
    }

    private static double[] fitted(double[] values, int size) {
      double[] fitted = new double[size];
      Arrays.setAll(fitted, k -> values.length == 0 ? 0.5 : values[k % values.length]);
      return fitted;
    }

    private static double[] spread(double[] values, int[] place, int size) {
      double[] spread = new double[size];
      Arrays.fill(spread, Double.NaN);
      for (int token = 0; token < place.length; token++) {
        spread[place[token]] = values[token];
      }
      return spread;
    }

    Batch masked(Arena arena, boolean packed) {
      int[] starts = around.starts("a");
      Column mask =
          packed
              ? arena.wrap(booleans(arena, starts, exists))
              : arena.lists(
                  starts, IntStream.range(0, exists.length).mapToDouble(this::sign).toArray());
      return around.batch(arena).with("loss_mask", mask);
    }

    /** Any number but 0 includes a token. */
    private double sign(int k) {
      return exists[k] ? (k % 2 == 0 ? 1 : -0.5) : (k % 2 == 0 ? 0.0 : -0.0);
    }
  }

  private static ListVector booleans(Arena arena, int[] starts, boolean[] values) {
    ListVector lists = ListVector.empty("mask", arena.allocator());
    FieldType bits = FieldType.nullable(new ArrowType.Bool());
    BitVector data = (BitVector) lists.addOrGetVector(bits).getVector();
    lists.allocateNew();
    data.allocateNew(values.length);
    for (int k = 0; k < values.length; k++) {
      data.set(k, values[k] ? 1 : 0);
    }
    data.setValueCount(values.length);
    for (int row = 0; row + 1 < starts.length; row++) {
      lists.startNewValue(row);
      lists.endValue(row, starts[row + 1] - starts[row]);
    }
    lists.setValueCount(starts.length - 1);
    return lists;
  }

  private static RandomGenerator generator(long seed) {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  private static LossEstimate estimate(Estimation estimation, long seed, Batch batch, Arena arena) {
    Estimate estimate =
        estimation.estimate(
            new Declared(seed),
            Map.of("rows", batch),
            State.empty(),
            null,
            new OutsideARun(arena),
            true);
    return Objects.requireNonNull(estimate.losses().get("loss"));
  }

  private static void compare(long seed, Rows rows, boolean packed, Workers workers) {
    try (Arena arena = Arena.root("test")) {
      Estimation estimation = new Estimation(workers);
      LossEstimate alone = estimate(estimation, seed, rows.alone().batch(arena), arena);
      LossEstimate masked = estimate(estimation, seed, rows.masked(arena, packed), arena);
      assertThat(masked.value()).as("value, seed %d", seed).isEqualTo(alone.value());
      // As objects, since the standard error of a single group is NaN.
      assertThat((Object) masked.standardError())
          .as("standard error, seed %d", seed)
          .isEqualTo(alone.standardError());
      Map<String, Column> expected = Objects.requireNonNull(alone.cotangents().get("rows"));
      Objects.requireNonNull(masked.cotangents().get("rows"))
          .forEach(
              (name, column) ->
                  assertThat(column.toArray())
                      .as("cotangent of %s, seed %d", name, seed)
                      .isEqualTo(
                          strewn(name, Objects.requireNonNull(expected.get(name)), rows.exists())));
    }
  }

  private static double[] strewn(String name, Column cotangent, boolean[] exists) {
    double[] alone = cotangent.toArray();
    if (RandomRows.axisOf(name).isEmpty()) {
      return alone;
    }
    double[] strewn = new double[exists.length];
    int next = 0;
    for (int k = 0; k < strewn.length; k++) {
      strewn[k] = exists[k] ? alone[next++] : 0;
    }
    return strewn;
  }

  @Test
  void what_a_mask_excludes_is_as_if_it_were_not_there() {
    for (long seed = 0; seed < 200; seed++) {
      RandomGenerator random = generator(seed + 77);
      for (Strewn strewn : Strewn.values()) {
        Rows rows = Rows.draw(random, strewn, 1 + random.nextInt(12), 9);
        compare(seed, rows, random.nextBoolean(), Workers.callerOnly());
      }
    }
  }

  /** Rows of up to 700 tokens, beyond what is copied at a time, in many blocks. */
  @Test
  void so_it_is_in_long_rows_with_kernels_and_threads() {
    LongAdder taken = new LongAdder();
    try (Workers workers =
        new Workers(2, "esscher-test", KernelsForTests.atOnce(taken, new LongAdder()))) {
      for (long seed = 0; seed < 12; seed++) {
        RandomGenerator random = generator(seed + 77);
        for (Strewn strewn : List.of(Strewn.HERE_AND_THERE, Strewn.RARELY, Strewn.AS_PROMPTS)) {
          compare(seed, Rows.draw(random, strewn, 120, 700), random.nextBoolean(), workers);
        }
      }
    }
    assertThat(taken.sum()).isPositive();
  }

  private static void refused(Function<Arena, Column> mask, String message) {
    try (Arena arena = Arena.root("test")) {
      Column logp = arena.lists(new int[] {0, 2, 5}, -1, -2, -3, -4, -5);
      Batch batch = arena.batch(Map.of("logp", logp, "loss_mask", mask.apply(arena)));
      Objective mean =
          in ->
              Losses.of(
                  Loss.exact(
                      "loss",
                      "policy",
                      in.slot("rows").output("policy", "logp", Level.TOKEN).mean(Level.BATCH)));
      assertThatThrownBy(
              () ->
                  new Estimation()
                      .estimate(
                          mean,
                          Map.of("rows", batch),
                          State.empty(),
                          null,
                          new OutsideARun(arena),
                          false))
          .isInstanceOf(EsscherException.class)
          .hasMessageContaining(message);
    }
  }

  @Test
  void a_mask_that_does_not_say_of_each_token_is_refused() {
    refused(
        arena -> arena.lists(new int[] {0, 2, 5}, 1, 0, 1, Double.NaN, 1),
        "row 1: loss_mask is missing for a token");
    refused(
        arena -> arena.lists(new int[] {0, 2, 4}, 1, 0, 1, 1),
        "row 1: logp has 3 tokens but loss_mask has 2");
    refused(
        arena -> arena.vectorLists(2, new int[] {0, 2, 5}, new double[10]),
        "loss_mask holds vectors; say of each token with one number or boolean whether it exists");
    refused(
        arena -> arena.textLists(List.of(List.of("1", "0"), List.of("1", "1", "1"))),
        "loss_mask holds text");
  }
}
