package org.esscher.plugins.cmorl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.esscher.api.Batch;
import org.esscher.api.EsscherException;
import org.esscher.api.Estimate;
import org.esscher.api.Statistic;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Checks 1, 2 and 5: measures of fronts. */
class MeasuresTest {
  private static final double[][] THREE = {{1, 3}, {2, 2}, {3, 1}};
  private static final double[] TREASURE = {1, 2, 3, 5, 8, 16, 24, 50, 74, 124};
  private static final double[] TIME = {1, 3, 5, 7, 8, 9, 13, 14, 17, 19};

  @AutoClose private final Fixture fixture = new Fixture();

  private Batch points(double[]... points) {
    int[] starts = new int[points.length + 1];
    List<Double> all = new ArrayList<>();
    for (int row = 0; row < points.length; row++) {
      starts[row + 1] = starts[row] + points[row].length;
      for (double each : points[row]) {
        all.add(each);
      }
    }
    double[] values = all.stream().mapToDouble(Double::doubleValue).toArray();
    return fixture.arena.batch(Map.of("value", fixture.arena.lists(starts, values)));
  }

  private Estimate estimate(String id, Map<String, ?> config, double[]... points) {
    return fixture.estimate(
        "points", fixture.host.component(Statistic.class, id, config), points(points));
  }

  private double volume(List<Double> reference, double[]... points) {
    return number("hypervolume", estimate("hypervolume", Map.of("refPoint", reference), points));
  }

  private static double number(String name, Estimate estimate) {
    return Objects.requireNonNull(estimate.statistics().get(name), name).value();
  }

  private double[] crowding(double[]... points) {
    return Objects.requireNonNull(
            estimate("crowding-distance", Map.of(), points).columns().get("crowding_distance"))
        .toArray();
  }

  @Test
  void check1_hypervolume() {
    assertThat(volume(List.of(0., 0.), THREE)).isEqualTo(6);
    assertThat(
            volume(
                List.of(0., 0., 0.),
                new double[] {2, 1, 1},
                new double[] {1, 2, 1},
                new double[] {1, 1, 2}))
        .isEqualTo(4);
  }

  @Test
  void check1_sparsityAndExpectedUtility() {
    assertThat(number("sparsity", estimate("sparsity", Map.of(), THREE))).isEqualTo(2);
    List<List<Double>> weights = List.of(List.of(1., 0.), List.of(.5, .5), List.of(0., 1.));
    assertThat(
            number(
                "expected_utility",
                estimate("expected-utility", Map.of("weights", weights), THREE)))
        .isCloseTo(8 / 3., within(1e-15));
  }

  @Test
  void check1_duplicatesAndDominatedPointsChangeNothing() {
    double[][] more = {{1, 3}, {2, 2}, {1, 1}, {3, 1}, {2, 2}, {-1, 5}};

    assertThat(volume(List.of(0., 0.), more)).isEqualTo(6);
    assertThat(
            number(
                "sparsity",
                estimate(
                    "sparsity",
                    Map.of(),
                    THREE[0],
                    THREE[1],
                    THREE[2],
                    THREE[1],
                    new double[] {1, 1})))
        .isEqualTo(2);
  }

  /** Inclusion and exclusion over all subsets, which is another way to the same volume. */
  @Test
  void check1_hypervolumeOfRandomFronts() {
    Random random = new Random(2);
    for (int objectives = 2; objectives <= 5; objectives++) {
      List<double[]> points = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        points.add(random.doubles(objectives, -.2, 1).toArray());
      }
      double union = 0;
      for (int subset = 1; subset < 1 << points.size(); subset++) {
        double box = 1;
        for (int j = 0; j < objectives; j++) {
          double least = Double.POSITIVE_INFINITY;
          for (int i = 0; i < points.size(); i++) {
            least = (subset >> i & 1) == 1 ? Math.min(least, points.get(i)[j]) : least;
          }
          box *= Math.max(0, least);
        }
        union += Integer.bitCount(subset) % 2 == 1 ? box : -box;
      }

      assertThat(new Volume(new double[objectives]).of(points)).isCloseTo(union, within(1e-12));
    }
  }

  @Test
  void hypervolumeByMonteCarlo() {
    double[][] front = {{.9, .1, .4}, {.2, .8, .5}, {.5, .5, .5}};
    double exact = volume(List.of(0., 0., 0.), front);

    Estimate drawn =
        estimate("hypervolume", Map.of("refPoint", List.of(0., 0., 0.), "draws", 20_000), front);

    double error = number("hypervolume_standard_error", drawn);
    assertThat(error).isBetween(.0005, .005);
    assertThat(number("hypervolume", drawn)).isCloseTo(exact, within(4 * error));
  }

  @Test
  void check2_crowdingDistance() {
    assertThat(crowding(new double[] {0, 4}, new double[] {1, 2}, new double[] {4, 0}))
        .containsExactly(Double.POSITIVE_INFINITY, 2, Double.POSITIVE_INFINITY);
  }

  /** In any order, and in other units: x → 3x − 5, y → y/2 + 7. */
  @Test
  void check2_crowdingDistanceOfOtherUnits() {
    assertThat(
            crowding(
                new double[] {-2, 8},
                new double[] {7, 7},
                new double[] {-5, 9},
                new double[] {1, 7.5}))
        .containsExactly(
            // (2/4 + 3/4), then the two ends, then ((4 − 1)/4 + 2/4).
            new double[] {1.25, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, 1.25},
            within(1e-15));
    assertThat(
            crowding(
                new double[] {1, 2}, new double[] {4, 0}, new double[] {0, 4}, new double[] {2, 1}))
        .containsExactly(
            new double[] {1.25, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, 1.25},
            within(1e-15));
  }

  @Test
  void frontsOfOnePointAndObjectivesWithoutARange() {
    assertThat(crowding(new double[] {1, 2})).containsExactly(Double.POSITIVE_INFINITY);
    assertThat(number("sparsity", estimate("sparsity", Map.of(), new double[] {1, 2}))).isZero();
    assertThat(crowding(new double[] {0, 7}, new double[] {1, 7}, new double[] {4, 7}))
        .containsExactly(Double.POSITIVE_INFINITY, 1, Double.POSITIVE_INFINITY);
    assertThat(volume(List.of(5., 5.), THREE)).isZero();
  }

  private static double[][] treasures() {
    double[][] points = new double[TREASURE.length][];
    for (int i = 0; i < points.length; i++) {
      points[i] = new double[] {TREASURE[i], -TIME[i]};
    }
    return points;
  }

  @Test
  void check5_volumeOfTheConcaveFront() {
    double[][] all = treasures();

    assertThat(volume(List.of(0., -25.), all)).isEqualTo(1155);
    assertThat(volume(List.of(0., -25.), all[0], all[9])).isEqualTo(762);
  }

  @Test
  void check5_weightedSumsFindTheOutermostOnly() {
    List<double[]> points = List.of(treasures());

    assertThat(Preferences.grid(2, .001).stream().map(w -> Front.best(points, w)).distinct())
        .containsExactly(9, 0);
  }

  /** The best of one objective among those that keep a limit of the other, for every limit. */
  @Test
  void check5_constraintsFindAll() {
    List<double[]> points = List.of(treasures());
    List<Integer> found = new ArrayList<>();
    for (double limit = -25; limit < 0; limit += .5) {
      int best = -1;
      for (int i = 0; i < points.size(); i++) {
        boolean kept = points.get(i)[1] >= limit;
        best = kept && (best < 0 || points.get(i)[0] > points.get(best)[0]) ? i : best;
      }
      found.add(best);
    }
    assertThat(found).contains(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
  }

  @Test
  void whatIsNoFrontIsRefused() {
    assertThatThrownBy(() -> volume(List.of(0., 0., 0.), THREE))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("refPoint has 3 numbers, and the points have 2 objectives");
    assertThatThrownBy(() -> crowding(new double[] {1, 2}, new double[] {1, 2, 3}))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("row 1");
    assertThatThrownBy(() -> crowding(new double[] {1}))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("at least 2");
    assertThatThrownBy(() -> crowding(new double[] {1, Double.NaN}))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("value");
    assertThatThrownBy(
            () -> estimate("expected-utility", Map.of("weights", List.of(List.of(.5, .6))), THREE))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("not a preference");
  }

  /** A vector column is a list of as many objectives. */
  @Test
  void vectorsAreListsToo() {
    Batch rows = fixture.arena.batch(Map.of("value", fixture.arena.vectors(2, 1, 3, 2, 2, 3, 1)));

    Estimate estimate = fixture.estimate("points", new Hypervolume(List.of(0., 0.), 0), rows);

    assertThat(number("hypervolume", estimate)).isEqualTo(6);
  }
}
