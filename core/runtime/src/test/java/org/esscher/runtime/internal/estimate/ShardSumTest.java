package org.esscher.runtime.internal.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.esscher.runtime.internal.wire.Wire;
import org.junit.jupiter.api.Test;

/** Sums over shards come out the same, to the last bit, however shards are spread. */
class ShardSumTest {
  /** Of very different sizes, so that another order gives other digits. */
  private static final double[] VALUES =
      new Random(3).doubles(100, -1, 1).map(x -> 1 / x).toArray();

  private static ShardSum of(List<Integer> shards) {
    ShardSum sum = new ShardSum();
    shards.forEach(shard -> sum.add(shard, new double[] {VALUES[shard], -VALUES[shard]}));
    return sum;
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
    assertThat(of(range(0, 7)).total()[0]).isEqualTo(four + (v[4] + v[5] + v[6]));
    // Half of the last place of 1 is lost when it is added to 1, but two of them are not.
    double half = Math.ulp(1.0) / 2;
    ShardSum sum = new ShardSum();
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
      double[] whole = of(range(0, shards)).total();
      List<ShardSum> parts = new ArrayList<>();
      for (int from = 0; from < shards; ) {
        int to = Math.min(shards, from + 1 + random.nextInt(9));
        List<Integer> part = range(from, to);
        Collections.shuffle(part, random);
        parts.add(of(part));
        from = to;
      }
      Collections.shuffle(parts, random);
      ShardSum sum = new ShardSum();
      parts.forEach(sum::add);
      assertThat(sum.total()).isEqualTo(whole);
      assertThat(sum.total()).isEqualTo(whole);
    }
  }

  @Test
  void goesOverTheWireWithFewVectors() {
    ShardSum sum = of(range(3, 97));
    byte[] bytes = Wire.bytes(sum::write);
    // 3, 4 to 7, 8 to 15, 16 to 31, 32 to 63, 64 to 95, 96: two numbers, and three ints, of each.
    assertThat(bytes).hasSize(4 + 7 * (3 * 4 + 2 * 8));
    assertThat(Wire.read(bytes, ShardSum::read).total()).isEqualTo(sum.total());
  }

  @Test
  void ofNoShardIsNone() {
    assertThatThrownBy(() -> new ShardSum().total()).isInstanceOf(IllegalStateException.class);
  }
}
