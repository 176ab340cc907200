package org.esscher.plugins.qarl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;
import org.esscher.api.Forward;
import org.esscher.api.Policy;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checks 2, 3 and 4 of the paper's card, Markov games, and bad input. */
class SoftmaxResponseTest {
  private static final List<List<Double>> GAME = List.of(List.of(2.0, -1.0), List.of(-1.0, 1.0));

  @AutoClose private static final QarlFixture FIXTURE = new QarlFixture();

  private double[] output(SoftmaxResponse config, String name) {
    Batch row = FIXTURE.batch("action", FIXTURE.arena.integers(0));
    return output(config, name, row);
  }

  private double[] output(SoftmaxResponse config, String name, Batch rows) {
    try (Policy policy = config.create(FIXTURE.context(1), null);
        Forward forward = policy.forward(rows, Set.of(name), FIXTURE.context(1))) {
      Column found = forward.output(name);
      return found.toArray();
    }
  }

  private static SoftmaxResponse matrix(List<List<Double>> payoff, double alpha, double beta) {
    return new SoftmaxResponse(payoff, alpha, beta, 1, null, .99);
  }

  @ParameterizedTest
  @CsvSource({"10, 10", "1, 1", ".1, .1", ".01, 7", "7, .01"})
  void check2MatchingPenniesIsUniformAtEveryTemperature(double alpha, double beta) {
    List<List<Double>> pennies = List.of(List.of(1.0, -1.0), List.of(-1.0, 1.0));
    SoftmaxResponse config = matrix(pennies, alpha, beta);

    assertThat(output(config, "row_prob")).containsExactly(new double[] {.5, .5}, within(1e-12));
    assertThat(output(config, "column_prob")).containsExactly(new double[] {.5, .5}, within(1e-12));
    assertThat(output(config, "value")[0]).isCloseTo(0, within(1e-12));
  }

  @ParameterizedTest
  @CsvSource({
    "10, .51077, .48616, -.0215",
    "1, .48867, .39094, .0227",
    ".5, .44913, .37958, .1017",
    ".1, .40873, .39262, .1825"
  })
  void check3QuantalResponses(double temperature, double row, double column, double worst) {
    SoftmaxResponse config = matrix(GAME, temperature, temperature);

    assertThat(output(config, "row_prob")[0]).isCloseTo(row, within(5.1e-6));
    assertThat(output(config, "column_prob")[0]).isCloseTo(column, within(5.1e-6));
    assertThat(output(config, "worst_case")[0]).isCloseTo(worst, within(5.1e-5));
  }

  /** The Nash row is .4 and pays .2. */
  @Test
  void check3TendsToTheNashEquilibrium() {
    SoftmaxResponse config = matrix(GAME, 1e-4, 1e-4);

    assertThat(output(config, "row_prob")[0]).isCloseTo(.4, within(1e-4));
    assertThat(output(config, "value")[0]).isCloseTo(.2, within(1e-3));
  }

  /** Both equations hold to 1e-12, also where best responses would cycle. */
  @ParameterizedTest
  @CsvSource({"10, 10", ".1, .1", ".1, 10", ".05, .03"})
  void check3BothEquationsHold(double alpha, double beta) {
    RandomGenerator random = new Random(3);
    double[][] payoff = new double[5][4];
    for (double[] row : payoff) {
      Arrays.setAll(row, i -> random.nextGaussian());
    }
    MatrixGame game = new MatrixGame(payoff);
    QuantalResponse found = QuantalResponse.of(game, alpha, beta);
    double[] row = QuantalResponse.softmax(1 / alpha, game.ofRows(found.column()));
    double[] column = QuantalResponse.softmax(-1 / beta, game.ofColumns(found.row()));

    assertThat(found.row()).containsExactly(row, within(1e-12));
    assertThat(found.column()).containsExactly(column, within(1e-12));
  }

  @Test
  void check4AHarmlessAdversaryIsOverfitted() {
    SoftmaxResponse config = matrix(GAME, .1, 10);

    assertThat(output(config, "row_prob")[0]).isCloseTo(.8814, within(5.1e-5));
    assertThat(output(config, "value")[0]).isCloseTo(.2966, within(5.1e-5));
    assertThat(output(config, "worst_case")[0]).isCloseTo(-.7628, within(5.1e-5));
  }

  /**
   * Two states, one row each, two columns. State 0 pays 1 and goes to state 1 at column 0, pays 3
   * and ends at column 1; state 1 pays 2, then ends. γ = ½: the columns cost 1 + ½·2 = 2 and 3. At
   * β = 1 entropies count in state 1 too, log 2 a decision: its regularized value is 2 − log 2, so
   * that the columns' costs are 2 − ½ log 2 and 3, y_0 = 1/(1 + exp(−1 − ½ log 2)) = .79357; the
   * value 3 − y_0, the worst case 2.
   */
  @Test
  void markovGamesCountWhatFollows() {
    SoftmaxResponse config =
        new SoftmaxResponse(
            List.of(List.of(1.0, 3.0), List.of(2.0, 2.0)),
            1,
            1,
            2,
            List.of(List.of(0.0, 1.0), List.of(0.0, 0.0), List.of(0.0, 0.0), List.of(0.0, 0.0)),
            .5);
    Batch rows =
        FIXTURE.batch(
            "observation", FIXTURE.arena.integers(0, 1), "action", FIXTURE.arena.integers(0, 0));
    double expected = 1 / (1 + Math.exp(-1 - .5 * Math.log(2)));

    assertThat(output(config, "column_prob", rows))
        .containsExactly(new double[] {expected, 1 - expected, .5, .5}, within(1e-12));
    assertThat(output(config, "value", rows))
        .containsExactly(new double[] {3 - expected, 2}, within(1e-12));
    assertThat(output(config, "worst_case", rows))
        .containsExactly(new double[] {2, 2}, within(1e-12));
    assertThat(output(config, "logp", rows)).containsExactly(0, 0);
  }

  private static void refused(Runnable action, String... words) {
    assertThatThrownBy(action::run)
        .isInstanceOf(EsscherException.class)
        .hasMessageContainingAll(words);
  }

  @Test
  void refusesGamesThatAreNone() {
    refused(() -> matrix(List.of(List.of(1.0), List.of(1.0, 2.0)), 1, 1), "row 1", "2 numbers");
    refused(() -> matrix(List.of(List.of(Double.NaN)), 1, 1), "row 0", "NaN");
    refused(() -> matrix(List.of(List.of()), 1, 1), "row 0", "0 numbers");
    refused(() -> new SoftmaxResponse(GAME, 1, 1, 3, null, .9), "2 rows", "3 states");
    List<List<Double>> once = List.of(List.of(1.0));
    refused(() -> new SoftmaxResponse(GAME, 1, 1, 1, once, .9), "1 rows", "4");
    List<List<Double>> much = List.of(List.of(1.5));
    refused(
        () -> new SoftmaxResponse(List.of(List.of(1.0)), 1, 1, 1, much, .9), "row 0", "at most 1");
    refused(() -> new SoftmaxResponse(List.of(List.of(1.0)), 1, 1, 1, once, 1), "discount", "1.0");
  }

  @Test
  void refusesActionsThatAreNone() {
    Batch row = FIXTURE.batch("action", FIXTURE.arena.integers(2));
    refused(() -> output(matrix(GAME, 1, 1), "logp", row), "row 0", "2.0");
  }
}
