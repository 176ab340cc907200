package org.esscher.plugins.correlatedproxies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.esscher.api.EsscherException;
import org.esscher.api.TabularModel;
import org.junit.jupiter.api.Test;

class OccupancyMeasureTest {
  /**
   * State 0 leads to 1, from where the second action ends the episode. With γ = ½ and that action
   * at ½: μ(0) = ½; μ(1) = ½·½ + ½·½·μ(1), so that μ(1) = ⅓; and what is left is ⅙.
   */
  @Test
  void ofAChainThatMayEnd() {
    TabularModel chain =
        new Finite(new double[][][] {{{0, 1}, {0, 1}}, {{0, 1}, {0, 0}}}, new double[] {1, 0}, 0.5);
    double[] measure = OccupancyMeasure.of(chain, new double[][] {{1, 0}, {0.5, 0.5}});

    assertThat(measure)
        .usingComparatorWithPrecision(1e-15)
        .containsExactly(0.5, 0, 1.0 / 6, 1.0 / 6, 1.0 / 6);
  }

  /** (1 − γ) Σ γ^t of the distribution at t, up to where γ^t is below rounding. */
  @Test
  void ofARandomProcessIsTheDiscountedSum() {
    Random random = new Random(5);
    double[][][] next = new double[6][3][];
    double[][] policy = new double[6][];
    for (int state = 0; state < 6; state++) {
      for (int action = 0; action < 3; action++) {
        next[state][action] = distribution(6, random);
      }
      policy[state] = distribution(3, random);
    }
    TabularModel model = new Finite(next, distribution(6, random), 0.9);
    double[] expected = new double[18];
    double[] at = model.initial();
    for (int t = 0; t < 400; t++) {
      double[] later = new double[6];
      for (int i = 0; i < 18; i++) {
        double p = at[i / 3] * policy[i / 3][i % 3];
        expected[i] += 0.1 * Math.pow(0.9, t) * p;
        for (int to = 0; to < 6; to++) {
          later[to] += p * next[i / 3][i % 3][to];
        }
      }
      at = later;
    }
    double[] measure = OccupancyMeasure.of(model, policy);

    assertThat(Arrays.copyOf(measure, 18))
        .usingComparatorWithPrecision(1e-14)
        .containsExactly(expected);
    assertThat(measure[18]).isCloseTo(0, within(1e-14));
  }

  private static double[] distribution(int size, Random random) {
    double[] p = random.doubles(size).toArray();
    double sum = Arrays.stream(p).sum();
    Arrays.setAll(p, i -> p[i] / sum);
    return p;
  }

  @Test
  void refusesNoDiscount() {
    TabularModel model = new Finite(new double[][][] {{{1}}}, new double[] {1}, 1);

    assertThatThrownBy(() -> OccupancyMeasure.of(model, new double[][] {{1}}))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("discount below 1");
  }

  /** A process in arrays. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Finite(double[][][] next, double[] initial, double discount)
      implements TabularModel {
    @Override
    public int states() {
      return initial.length;
    }

    @Override
    public int actions() {
      return next[0].length;
    }

    @Override
    public double[] next(int state, int action) {
      return next[state][action];
    }

    @Override
    public double reward(int state, int action) {
      return 0;
    }
  }
}
