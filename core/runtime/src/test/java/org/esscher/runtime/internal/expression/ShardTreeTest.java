package org.esscher.runtime.internal.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.esscher.runtime.internal.wire.Wire;
import org.junit.jupiter.api.Test;

/** What shards give comes out the same, to the last bit, however shards are spread. */
class ShardTreeTest {
  /** Of very different sizes, so that another order gives other digits. */
  private static final double[] VALUES =
      new Random(3).doubles(100, -1, 1).map(x -> 1 / x).toArray();

  private static final Joins SUM = Joins.sums("sum", 2);

  /** All kinds at once: 1, then 2 pairs and 1, then 2 numbers, then 2 times three. */
  private static final Joins ALL =
      new Joins(
          "all",
          List.of(
              new Joins.Run(Join.SUM, 1),
              new Joins.Run(Join.MAXIMUM, 2),
              new Joins.Run(Join.MINIMUM, 1),
              new Joins.Run(Join.LOG_SUM_EXP, 2),
              new Joins.Run(Join.MOMENTS, 2)));

  private static double[] sum(int shard) {
    return new double[] {VALUES[shard], -VALUES[shard]};
  }

  /** Extremes and infinite logs are the same in several shards. */
  private static double[] all(int shard) {
    double v = VALUES[shard];
    double place = 4096.0 * shard;
    return new double[] {
      v,
      shard / 7 % 2,
      place,
      Double.NEGATIVE_INFINITY,
      place,
      -(shard / 5 % 3),
      place,
      shard % 3 == 0 ? v : Double.NEGATIVE_INFINITY,
      Double.NEGATIVE_INFINITY,
      1 + shard,
      v,
      v * v,
      1,
      1e8 + shard,
      0
    };
  }

  private static ShardTree of(Joins joins, List<Integer> shards, IntFunction<double[]> vectors) {
    ShardTree tree = new ShardTree(joins);
    shards.forEach(shard -> tree.add(shard, vectors.apply(shard)));
    return tree;
  }

  private static List<Integer> range(int from, int to) {
    List<Integer> range = new ArrayList<>();
    for (int shard = from; shard < to; shard++) {
      range.add(shard);
    }
    return range;
  }

  @Test
  void addsPairsThenPairsOfPairsAndWhatIsLeftFromTheRight() {
    double[] v = VALUES;
    double four = v[0] + v[1] + (v[2] + v[3]);
    assertThat(of(SUM, range(0, 7), ShardTreeTest::sum).total()[0])
        .isEqualTo(four + (v[4] + v[5] + v[6]));
    // Half of the last place of 1 is lost when it is added to 1, but two of them are not.
    double half = Math.ulp(1.0) / 2;
    ShardTree sum = new ShardTree(Joins.sums("sum", 1));
    sum.add(0, new double[] {1});
    for (int shard = 1; shard < 4; shard++) {
      sum.add(shard, new double[] {half});
    }
    assertThat(sum.total()).containsExactly(1 + 2 * half);
    assertThat(1 + half + half + half).isEqualTo(1);
  }

  @Test
  void doesNotDependOnWhereAndWhenShardsMeet() {
    Random random = new Random(4);
    for (int shards = 1; shards <= VALUES.length; shards++) {
      double[] whole = of(ALL, range(0, shards), ShardTreeTest::all).total();
      List<ShardTree> parts = new ArrayList<>();
      for (int from = 0; from < shards; ) {
        int to = Math.min(shards, from + 1 + random.nextInt(9));
        List<Integer> part = range(from, to);
        Collections.shuffle(part, random);
        parts.add(of(ALL, part, ShardTreeTest::all));
        from = to;
      }
      Collections.shuffle(parts, random);
      ShardTree tree = new ShardTree(ALL);
      parts.forEach(tree::add);
      assertThat(tree.total()).isEqualTo(whole);
      assertThat(tree.total()).isEqualTo(whole);
    }
  }

  @Test
  void extremesAreThoseOfTheFirstShardThatHasThem() {
    double[] total = of(ALL, range(0, 100), ShardTreeTest::all).total();
    // 1 in shards 7 to 13, 21 to 27, …; −2 in shards 10 to 14, 25 to 29, …; −∞ everywhere.
    assertThat(Arrays.copyOfRange(total, 1, 7))
        .containsExactly(1, 7 * 4096, Double.NEGATIVE_INFINITY, 0, -2, 10 * 4096);
  }

  @Test
  void logSumExpsAreThoseOfAllTerms() {
    double[] total = of(ALL, range(0, 100), ShardTreeTest::all).total();
    double[] terms =
        range(0, 100).stream().filter(s -> s % 3 == 0).mapToDouble(s -> VALUES[s]).toArray();
    double top = Arrays.stream(terms).max().orElseThrow();
    double expected = top + Math.log(Arrays.stream(terms).map(x -> Math.exp(x - top)).sum());
    assertThat(total[7]).isCloseTo(expected, within(1e-12));
    assertThat(total[8]).isEqualTo(Double.NEGATIVE_INFINITY);
  }

  @Test
  void momentsAreThoseOfAllNumbers() {
    // One shard's are its own; 1e8, 1e8 + 1, … 1e8 + 99 have the mean 1e8 + 49.5, and n·(n² − 1)/12
    // is the sum of squares around it, of which nothing is lost though 1e8² takes all digits.
    assertThat(of(ALL, range(5, 6), ShardTreeTest::all).total()).isEqualTo(all(5));
    double[] total = of(ALL, range(0, 100), ShardTreeTest::all).total();
    assertThat(total[12]).isEqualTo(100);
    assertThat(total[13]).isCloseTo(1e8 + 49.5, within(1e-6));
    assertThat(total[14]).isCloseTo(100 * (1e4 - 1) / 12, within(1e-3));
    // 1 + s numbers in shard s, with mean v and squares v²: Σ(v² + (1 + s)v²) − n·mean².
    double n = 0;
    double sum = 0;
    double squares = 0;
    for (int s = 0; s < 100; s++) {
      n += 1 + s;
      sum += (1 + s) * VALUES[s];
      squares += (2 + s) * VALUES[s] * VALUES[s];
    }
    assertThat(total[9]).isEqualTo(n);
    assertThat(total[10]).isCloseTo(sum / n, within(1e-12 * Math.abs(sum / n)));
    assertThat(total[11]).isCloseTo(squares - sum * sum / n, within(1e-9 * squares));
  }

  @Test
  void goesOverTheWireWithFewVectors() {
    ShardTree tree = of(ALL, range(3, 97), ShardTreeTest::all);
    byte[] bytes = Wire.bytes(tree::write);
    int none = Wire.bytes(new ShardTree(ALL)::write).length;
    // 3, 4 to 7, 8 to 15, 16 to 31, 32 to 63, 64 to 95, 96: 15 numbers, and three ints, of each.
    assertThat(bytes).hasSize(none + 7 * (3 * 4 + 15 * 8));
    ShardTree read = Wire.read(bytes, ShardTree::read);
    assertThat(read.total()).isEqualTo(tree.total());
    // What was read goes on.
    read.add(of(ALL, range(0, 3), ShardTreeTest::all));
    assertThat(read.total()).isEqualTo(of(ALL, range(0, 97), ShardTreeTest::all).total());
  }

  /** Whichever comes first, and whatever follows. */
  @Test
  void differentThingsHaveNoTotal() {
    for (Joins other : List.of(Joins.sums("sum", 3), Joins.sums("another", 2))) {
      ShardTree tree = of(SUM, range(0, 2), ShardTreeTest::sum);
      tree.add(of(other, range(2, 3), shard -> new double[other.width()]));
      tree.add(of(SUM, range(3, 5), ShardTreeTest::sum));
      byte[] bytes = Wire.bytes(tree::write);
      ShardTree others = of(SUM, range(5, 6), ShardTreeTest::sum);
      others.add(Wire.read(bytes, ShardTree::read));
      assertThat(others.total()).isEmpty();
      Exchange differing = new Answering(others.total());
      assertThatThrownBy(() -> of(SUM, range(0, 2), ShardTreeTest::sum).total(differing))
          .hasMessageContaining("partitions that compute the same thing came to different places")
          .isInstanceOfSatisfying(
              EsscherException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.HOST));
    }
  }

  /** What other partitions make of it. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Answering(double... total) implements Exchange {
    @Override
    public double[] reduce(ShardTree own) {
      return total;
    }

    @Override
    public int partition() {
      return 0;
    }
  }

  @Test
  void aShardComesOnce() {
    ShardTree tree = of(SUM, range(0, 32), ShardTreeTest::sum);
    for (int twice : new int[] {0, 7, 31}) {
      assertThatThrownBy(() -> tree.add(twice, sum(twice)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("from " + twice + " to");
    }
    tree.add(32, sum(32));
    assertThatThrownBy(() -> tree.add(of(SUM, range(0, 2), ShardTreeTest::sum)))
        .isInstanceOf(IllegalStateException.class);
    assertThat(tree.total()).isEqualTo(of(SUM, range(0, 33), ShardTreeTest::sum).total());
  }

  @Test
  void ofNoShardIsNone() {
    assertThatThrownBy(() -> new ShardTree(SUM).total()).isInstanceOf(IllegalStateException.class);
  }
}
