package org.esscher.runtime.internal.expression;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.esscher.api.Op;
import org.junit.jupiter.api.Test;

/** Groups of equal and of other sizes are reduced and spread in the same order. */
class ReductionTest {
  private static final int[] EQUAL = {0, 7, 14, 21};
  private static final int[] OTHER = {0, 7, 14, 21, 23};

  private static Nesting nesting(int[] start) {
    Nesting nesting = new Nesting();
    System.arraycopy(start, 0, nesting.starts(start.length - 1), 0, start.length);
    nesting.compare();
    return nesting;
  }

  private static double[] reduced(Op op, int[] start, double[] x) {
    double[] out = new double[start.length - 1];
    new Reduction(op, nesting(start), 1)
        .forward(x, out, new double[x.length], new PortableFunctions());
    return out;
  }

  @Test
  void sizes_are_compared() {
    assertThat(nesting(EQUAL).each).isEqualTo(7);
    assertThat(nesting(OTHER).each).isZero();
  }

  /**
   * One after the other from 0: (((1e16 + 1) + 1) …) keeps none of the ones, as 1e16 + 1 = 1e16.
   */
  @Test
  void sums_of_equal_groups_go_from_left_to_right() {
    double[] x = new double[23];
    Arrays.fill(x, 1);
    x[0] = 1e16;
    x[20] = 1e16;
    Arrays.fill(x, 7, 14, -0.0);
    double[] expected = {1e16, 0.0, 1e16 + 6};
    assertThat(reduced(Op.SUM, EQUAL, x)).containsExactly(expected);
    assertThat(Arrays.copyOf(reduced(Op.SUM, OTHER, x), 3)).containsExactly(expected);
  }

  /** Sizes of a block's groups: none, few and many, as they come. */
  private static int[] mixed(RandomGenerator random, int longest) {
    int[] start = new int[301];
    for (int k = 0; k < 300; k++) {
      start[k + 1] = start[k] + random.nextInt(random.nextInt(20) == 0 ? longest : 9);
    }
    return start;
  }

  /** Every group as if it were the only one, whatever stands before and behind it. */
  @Test
  void groups_of_any_sizes_are_reduced_and_spread_one_by_one() {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(4);
    for (int longest : new int[] {9, 17, 40}) {
      int[] start = mixed(random, longest);
      double[] x = random.doubles(start[300], -1, 1).toArray();
      for (Op op : List.of(Op.SUM, Op.COUNT, Op.MAXIMUM, Op.MINIMUM, Op.LOG_SUM_EXP)) {
        double[] expected = new double[300];
        Arrays.setAll(
            expected,
            k -> {
              double[] own = Arrays.copyOfRange(x, start[k], start[k + 1]);
              return reduced(op, new int[] {0, own.length}, own)[0];
            });
        assertThat(reduced(op, start, x)).as("%s up to %d", op, longest).isEqualTo(expected);
      }
      double[] spread = new double[x.length];
      Spread.down(nesting(start), x, 1, spread);
      double[] repeated = new double[x.length];
      for (int k = 0; k < 300; k++) {
        Arrays.fill(repeated, start[k], start[k + 1], x[k]);
      }
      assertThat(spread).isEqualTo(repeated);
    }
  }

  /** Each coarser element once, those with equally many together; 16 and more are one kind. */
  @Test
  void few_elements_are_ordered_by_their_number() {
    int[] start = {0, 3, 3, 6, 26, 29, 30, 50};
    Nesting nesting = nesting(start);
    List<String> visits = new ArrayList<>();
    nesting.bySize(
        (size, order, from, to) ->
            visits.add(size + ": " + Arrays.toString(Arrays.copyOfRange(order, from, to))));
    assertThat(visits).containsExactly("0: [1]", "1: [5]", "3: [0, 2, 4]", "16: [3, 6]");
    assertThat(nesting.order()).startsWith(1, 5, 0, 2, 4, 3, 6);
    // On average 16: as they come.
    int[] longer = {0, 31, 32};
    assertThat(nesting(longer).order()).startsWith(0, 1);
  }

  @Test
  void values_are_spread_over_equal_groups() {
    double[] out = new double[23];
    Spread.down(nesting(EQUAL), new double[] {1, 2, 3}, 1, out);
    double[] expected = new double[23];
    Arrays.fill(expected, 0, 7, 1);
    Arrays.fill(expected, 7, 14, 2);
    Arrays.fill(expected, 14, 21, 3);
    assertThat(out).containsExactly(expected);
    Arrays.fill(expected, 21, 23, 4);
    Spread.down(nesting(OTHER), new double[] {1, 2, 3, 4}, 1, out);
    assertThat(out).containsExactly(expected);
  }

  /** NaN is both; 0 is above −0; nothing is −∞ at most. */
  @Test
  void extremes_of_numbers_in_any_place() {
    for (int at = 0; at < 7; at++) {
      double[] x = {-5, -5, -5, -5, -5, -5, -5, -0.0, -0.0, -0.0, -0.0, -0.0, -0.0, -0.0};
      x[at] = 3;
      x[7 + at] = 0.0;
      int[] start = {0, 7, 14, 14};
      assertThat(reduced(Op.MAXIMUM, start, x)).containsExactly(3, 0.0, Double.NEGATIVE_INFINITY);
      double[] y = Arrays.stream(x).map(value -> -value).toArray();
      assertThat(reduced(Op.MINIMUM, start, y)).containsExactly(-3, -0.0, Double.POSITIVE_INFINITY);
      x[at] = Double.NaN;
      assertThat(reduced(Op.MAXIMUM, start, x)[0]).isNaN();
      assertThat(reduced(Op.MINIMUM, start, x)[0]).isNaN();
    }
  }
}
