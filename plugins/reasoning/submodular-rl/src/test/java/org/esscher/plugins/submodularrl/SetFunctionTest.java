package org.esscher.plugins.submodularrl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.esscher.api.Batch;
import org.esscher.api.EsscherException;
import org.esscher.api.RewardModelProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checks 1, 2, 3 and 7 of the paper's card, the modes, and what is refused. */
class SetFunctionTest {
  private final Fixture fixture = new Fixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  private static int[] walk(int length, Random random) {
    return random.ints(length, 0, Fixture.STATES).toArray();
  }

  @Test
  void check1GainsAddUpToTheFunctionOfTheStates() {
    Random random = new Random(1);
    for (int trial = 0; trial < 40; trial++) {
      int[][] episodes = {walk(1 + random.nextInt(9), random), walk(3, random)};
      Batch states = fixture.states(episodes);
      for (SetFunction function : Fixture.functions(Mode.MARGINAL)) {
        double[] gains = fixture.scores(function, states);
        int at = 0;
        for (int[] episode : episodes) {
          double sum = Arrays.stream(gains, at, at + episode.length).sum();
          assertThat(sum).as("%s", function).isCloseTo(value(function, episode), within(1e-9));
          at += episode.length;
        }
      }
    }
  }

  /** F, by its definition. */
  private static double value(SetFunction function, int[] episode) {
    Set<Integer> states =
        IntStream.of(episode).boxed().collect(Collectors.toCollection(TreeSet::new));
    if (function instanceof Coverage) {
      return union(states, Fixture.CELLS).stream().mapToDouble(Fixture.WEIGHTS::get).sum();
    }
    if (function instanceof ItemCover) {
      int[] count = new int[Fixture.CAPS.size()];
      union(states, Fixture.ITEMS).forEach(item -> count[Fixture.ITEM_KIND.get(item)]++);
      return IntStream.range(0, count.length)
          .map(kind -> Math.min(count[kind], Fixture.CAPS.get(kind)))
          .sum();
    }
    if (function instanceof Modular) {
      return states.stream().mapToDouble(Fixture.WEIGHTS::get).sum();
    }
    if (function instanceof Facility) {
      return Fixture.similarity().stream()
          .mapToDouble(row -> states.stream().mapToDouble(row::get).max().orElse(0))
          .sum();
    }
    return 0.5 * logDeterminant(new ArrayList<>(states), Fixture.kernel(), 0.5);
  }

  private static Set<Integer> union(Set<Integer> states, int[][] ofState) {
    return states.stream()
        .flatMap(state -> IntStream.of(ofState[state]).boxed())
        .collect(Collectors.toSet());
  }

  /** log det(I + K/σ²) by Gauss's elimination. */
  private static double logDeterminant(
      List<Integer> states, List<List<Double>> kernel, double noise) {
    int size = states.size();
    double[][] matrix = new double[size][size];
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        matrix[i][j] = (i == j ? 1 : 0) + kernel.get(states.get(i)).get(states.get(j)) / noise;
      }
    }
    double log = 0;
    for (int k = 0; k < size; k++) {
      log += Math.log(matrix[k][k]);
      for (int i = k + 1; i < size; i++) {
        double factor = matrix[i][k] / matrix[k][k];
        for (int j = k; j < size; j++) {
          matrix[i][j] -= factor * matrix[k][j];
        }
      }
    }
    return log;
  }

  @Test
  void check2GainsDiminishAndAreNotNegative() {
    Random random = new Random(2);
    Batch each = fixture.states(IntStream.range(0, Fixture.STATES).toArray());
    for (int trial = 0; trial < 200; trial++) {
      int[] order = shuffled(random);
      int small = random.nextInt(Fixture.STATES - 1);
      int large = small + random.nextInt(Fixture.STATES - 1 - small);
      int state = order[Fixture.STATES - 1];
      for (SetFunction function : Fixture.functions(Mode.MARGINAL)) {
        double early = gain(function, each, order, small, state);
        double late = gain(function, each, order, large, state);
        assertThat(early).as("%s", function).isGreaterThanOrEqualTo(late - 1e-9);
        assertThat(late).isGreaterThanOrEqualTo(0);
      }
    }
  }

  private static int[] shuffled(Random random) {
    int[] order = IntStream.range(0, Fixture.STATES).toArray();
    for (int i = order.length - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      int kept = order[i];
      order[i] = order[other];
      order[other] = kept;
    }
    return order;
  }

  /** F(state | the first so many of an order). */
  private static double gain(SetFunction function, Batch each, int[] order, int first, int state) {
    Marginals marginals = function.marginals(each).get();
    for (int i = 0; i < first; i++) {
      marginals.gain(order[i]);
    }
    return marginals.gain(state);
  }

  @Test
  void check3LogDetOfTwoStates() {
    LogDet function =
        new LogDet(List.of(List.of(1.0, 0.5), List.of(0.5, 1.0)), 1, Mode.MARGINAL, false);
    double[] gains = fixture.scores(function, fixture.states(new int[] {0, 1}));

    // ½ ln 2, and ½ ln(4 − .25) less that
    assertThat(gains[0]).isCloseTo(0.34657, within(5.1e-6));
    assertThat(gains[1]).isCloseTo(0.31430, within(5.1e-6));
    assertThat(gains[0] + gains[1]).isCloseTo(0.66088, within(5.1e-6));
  }

  @Test
  void check7ARevisitGainsNothingUnlessRewardsAreModular() {
    Batch states = fixture.states(new int[] {1, 1, 4, 1});
    for (SetFunction function : Fixture.functions(Mode.MARGINAL)) {
      double[] gains = fixture.scores(function, states);
      assertThat(gains[1]).isEqualTo(0);
      assertThat(gains[3]).isEqualTo(0);
    }
    for (SetFunction function : Fixture.functions(Mode.MODULAR)) {
      double[] paid = fixture.scores(function, states);
      double alone = fixture.scores(function, fixture.states(new int[] {1}))[0];
      assertThat(alone).isPositive();
      assertThat(paid[0]).isEqualTo(alone);
      assertThat(paid[1]).isEqualTo(alone);
      assertThat(paid[3]).isEqualTo(alone);
    }
  }

  @Test
  void finalOnlyPaysAllInTheLastState() {
    Batch states = fixture.states(new int[] {1, 4, 5}, new int[] {0});
    for (int i = 0; i < Fixture.functions(Mode.MARGINAL).size(); i++) {
      double[] gains = fixture.scores(Fixture.functions(Mode.MARGINAL).get(i), states);
      double[] paid = fixture.scores(Fixture.functions(Mode.FINAL_ONLY).get(i), states);
      assertThat(paid[0]).isEqualTo(0);
      assertThat(paid[1]).isEqualTo(0);
      assertThat(paid[2]).isCloseTo(gains[0] + gains[1] + gains[2], within(1e-15));
      assertThat(paid[3]).isEqualTo(gains[3]);
    }
  }

  /** A second measurement tells less, of a state and of one that is the same in the kernel. */
  @Test
  void timeIndexedStatesCountAnew() {
    List<List<Double>> singular = List.of(List.of(1.0, 1.0), List.of(1.0, 1.0));
    LogDet function = new LogDet(singular, 0.5, Mode.MARGINAL, true);
    double[] gains = fixture.scores(function, fixture.states(new int[] {0, 0, 1}));

    // ½ ln(1 + 2k) − ½ ln(1 + 2(k − 1)) after the k-th
    assertThat(gains)
        .usingComparatorWithPrecision(1e-12)
        .containsExactly(Math.log(3) / 2, Math.log(5.0 / 3) / 2, Math.log(7.0 / 5) / 2);
    Modular additive = new Modular(List.of(), Mode.MARGINAL, true);
    assertThat(fixture.scores(additive, fixture.states(new int[] {2, 2, 2})))
        .containsExactly(1, 1, 1);
  }

  @Test
  void episodesMayLieAcrossOneAnother() {
    Batch states = fixture.states(new int[] {1, 4, 1}, new int[] {4, 1, 4});
    Coverage coverage = new Coverage(List.of(), Mode.MARGINAL, false);
    double[] apart = fixture.scores(coverage, states);
    double[] mixed = fixture.scores(coverage, states.take(0, 3, 4, 1, 2, 5));

    assertThat(mixed).containsExactly(apart[0], apart[3], apart[4], apart[1], apart[2], apart[5]);
  }

  @Test
  void refusesEpisodesThatAreSplitOrOutOfOrder() {
    Batch states = fixture.states(new int[] {1, 4, 5});
    Coverage coverage = new Coverage(List.of(), Mode.MARGINAL, false);

    assertThatThrownBy(() -> fixture.scores(coverage, states.take(1, 2)))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("row 0")
        .hasMessageContaining("whole episodes");
    assertThatThrownBy(() -> fixture.scores(coverage, states.take(0, 2, 1)))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("row 1")
        .hasMessageContaining("where step 1 has to come");
  }

  @Test
  void refusesStatesAndCellsThatItHasNoNumbersFor() {
    Batch states = fixture.states(new int[] {0, 6});

    assertThatThrownBy(
            () -> fixture.scores(new Modular(List.of(1.0, 1.0), Mode.MARGINAL, false), states))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("row 1, column 'state_id'");
    assertThatThrownBy(
            () -> fixture.scores(new Coverage(List.of(1.0, 1.0), Mode.MARGINAL, false), states))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("row 1, column 'cells'");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "[[1, 0.5], [0.4, 1]]; not symmetric",
        "[[1, 2], [2, 1]]; not positive semi-definite",
        "[[-1]]; not positive semi-definite",
        "[[1, 0]]; entries in row 0"
      })
  void refusesKernelsThatAreNone(String kernel, String reason) {
    List<List<Double>> rows = new ArrayList<>();
    for (String row : kernel.replace("[[", "").replace("]]", "").split("], \\[", -1)) {
      rows.add(Arrays.stream(row.split(", ", -1)).map(Double::valueOf).toList());
    }
    assertThatThrownBy(() -> new LogDet(rows, 1, Mode.MARGINAL, false))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void refusesNegativeWeights() {
    for (String id : List.of("coverage", "modular")) {
      assertThatThrownBy(
              () ->
                  fixture.host.component(
                      RewardModelProvider.class, id, Map.of("weights", List.of(1, -1))))
          .isInstanceOf(EsscherException.class)
          .hasMessageContaining("weights");
    }
    assertThatThrownBy(() -> new Facility(List.of(List.of(1.0, -0.5)), Mode.MARGINAL, false))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("0 and 1 is -0.5");
    assertThatThrownBy(() -> new ItemCover(List.of(0, 1), List.of(2), Mode.MARGINAL, false))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("item 1 is of kind 1");
  }
}
