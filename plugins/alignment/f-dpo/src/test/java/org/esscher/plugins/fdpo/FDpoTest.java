package org.esscher.plugins.fdpo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.assertj.core.data.Offset;
import org.esscher.api.Batch;
import org.esscher.api.EsscherException;
import org.esscher.api.Estimate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks 1, 2, 3, 5 and 7 of the paper's card, and bad input. */
class FDpoTest {
  /** The card's numbers have six decimals. */
  private static final Offset<Double> SIX_DECIMALS = within(5.1e-7);

  /** A few roundings of numbers below 1. */
  private static final Offset<Double> ROUNDING = within(1e-14);

  private final PairFixture fixture = new PairFixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  @ParameterizedTest
  @CsvSource({
    "reverse-kl, .110000, .639659, -.047253, .047253",
    "forward-kl, .099524, .644623, -.023595, .070882",
    "jensen-shannon, .050983, .667981, -.016168, .029171",
    "alpha 0.5, .103343, .642810, -.033415, .057917"
  })
  void check1WorkedExample(
      String divergence, double z, double loss, double chosen, double rejected) {
    Estimate estimate = fixture.estimate(fixture.loss(divergence, 0.1), fixture.pair(0.7, -0.4));

    assertThat(estimate.value("margin")).isCloseTo(z, SIX_DECIMALS);
    assertThat(PairFixture.loss(estimate).value()).isCloseTo(loss, SIX_DECIMALS);
    assertThat(PairFixture.cotangents(estimate, "chosen_logp")[0]).isCloseTo(chosen, SIX_DECIMALS);
    assertThat(PairFixture.cotangents(estimate, "rejected_logp")[0])
        .isCloseTo(rejected, SIX_DECIMALS);
  }

  @ParameterizedTest
  @CsvSource({"alpha 1e-6, reverse-kl", "alpha 0.999999, forward-kl"})
  void check2AlphaJoinsTheTwoKls(String alpha, String limit) {
    Batch pairs = fixture.pairs(new double[] {0.7, -2}, new double[] {-0.4, 1.5});

    assertThat(fixture.value(fixture.loss(alpha, 0.1), pairs))
        .isCloseTo(fixture.value(fixture.loss(limit, 0.1), pairs), within(1e-5));
  }

  @ParameterizedTest
  @CsvSource({"reverse-kl, 1", "forward-kl, 1", "jensen-shannon, .5", "alpha 0.3, 1"})
  void check3AtTheReference(String divergence, double slope) {
    Estimate estimate = fixture.estimate(fixture.loss(divergence, 0.1), fixture.pair(0, 0));

    assertThat(PairFixture.loss(estimate).value()).isCloseTo(Math.log(2), ROUNDING);
    assertThat(PairFixture.cotangents(estimate, "chosen_logp")[0])
        .isCloseTo(-0.05 * slope, ROUNDING);
    assertThat(PairFixture.cotangents(estimate, "rejected_logp")[0])
        .isCloseTo(0.05 * slope, ROUNDING);
    assertThat(estimate.value("accuracy")).isEqualTo(0.5);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"reverse-kl", "forward-kl", "jensen-shannon", "alpha 0.5", "squared-hellinger"})
  void check5FiniteDifferences(String divergence) {
    FDpo loss = new FDpo(fixture.divergence(divergence), 0.3, 0.1, 50, 10);
    double[] chosen = {0.7, -1.2, 2};
    double[] rejected = {-0.4, 0.9, 1.8};
    Estimate estimate = fixture.estimate(loss, fixture.pairs(chosen, rejected));
    double[] ofChosen = PairFixture.cotangents(estimate, "chosen_logp");
    double[] ofRejected = PairFixture.cotangents(estimate, "rejected_logp");
    double step = 1e-5;

    for (int i = 0; i < chosen.length; i++) {
      double up = fixture.value(loss, fixture.pairs(moved(chosen, i, step), rejected));
      double down = fixture.value(loss, fixture.pairs(moved(chosen, i, -step), rejected));
      assertThat(ofChosen[i]).isCloseTo((up - down) / (2 * step), within(1e-7));
      up = fixture.value(loss, fixture.pairs(chosen, moved(rejected, i, step)));
      down = fixture.value(loss, fixture.pairs(chosen, moved(rejected, i, -step)));
      assertThat(ofRejected[i]).isCloseTo((up - down) / (2 * step), within(1e-7));
    }
  }

  private static double[] moved(double[] values, int at, double by) {
    double[] moved = values.clone();
    moved[at] += by;
    return moved;
  }

  @Test
  void check5StableAtLargeMargins() {
    FDpo loss = fixture.loss("reverse-kl", 1);

    // softplus(−1000) = e^−1000 underflows to 0; softplus(1000) = 1000 + e^−1000.
    assertThat(fixture.value(loss, fixture.pair(1000, 0))).isEqualTo(0);
    Estimate wrong = fixture.estimate(loss, fixture.pair(0, 1000));
    assertThat(PairFixture.loss(wrong).value()).isEqualTo(1000);
    assertThat(PairFixture.cotangents(wrong, "chosen_logp")).containsExactly(-1);
  }

  @Test
  void check7CalibrationOfACalibratedAndOfAnOverconfidentSimulator() {
    Random random = new Random(7);
    double[] calibrated = new double[100_000];
    double[] overconfident = new double[calibrated.length];
    for (int i = 0; i < calibrated.length; i++) {
      double z = 1.5 * random.nextGaussian();
      boolean wins = random.nextDouble() < 1 / (1 + Math.exp(-z));
      calibrated[i] = wins ? z : -z;
      overconfident[i] = 2 * calibrated[i];
    }
    double[] zero = new double[calibrated.length];
    FDpo loss = fixture.loss("reverse-kl", 1);

    assertThat(fixture.estimate(loss, fixture.pairs(calibrated, zero)).value("ece"))
        .isLessThan(0.01);
    // E|σ(2z) − σ(z)| for z of standard deviation 1.5 is .10, by numerical integration.
    assertThat(fixture.estimate(loss, fixture.pairs(overconfident, zero)).value("ece"))
        .isCloseTo(0.10, within(0.01));
  }

  @Test
  void calibrationErrorOfTwoPairs() {
    // β = 1, p̂ = σ(±1) = .731059 or .268941. One pair won, one lost: in the bin [.7, .8) accuracy
    // is
    // ½, so both bins are off by .231059.
    Batch pairs = fixture.pairs(new double[] {1, -1}, new double[] {0, 0});

    assertThat(fixture.estimate(fixture.loss("reverse-kl", 1), pairs).value("ece"))
        .isCloseTo(0.231059, SIX_DECIMALS);
  }

  @Test
  void labelSmoothing() {
    // z = .11: L = .9·.639659 + .1·(.639659 + .11) = .650659;
    // dL/dlogp_w = −.1·(.9·σ(−.11) − .1·σ(.11)) = −.1·(.9·.472528 − .1·.527472) = −.037253.
    FDpo loss = new FDpo(fixture.divergence("reverse-kl"), 0.1, 0.1, 50, 10);
    Estimate estimate = fixture.estimate(loss, fixture.pair(0.7, -0.4));

    assertThat(PairFixture.loss(estimate).value()).isCloseTo(0.650659, SIX_DECIMALS);
    assertThat(PairFixture.cotangents(estimate, "chosen_logp")[0])
        .isCloseTo(-0.037253, SIX_DECIMALS);
  }

  @Test
  void weightsDivideOnce() {
    // Weights 3 and 1 of losses .639659 and log 2: (3·.639659 + .693147)/4 = .653031.
    Batch pairs =
        fixture
            .pairs(new double[] {0.7, 0}, new double[] {-0.4, 0})
            .with("weight", fixture.arena.numbers(3, 1));
    Estimate estimate = fixture.estimate(fixture.loss("reverse-kl", 0.1), pairs);

    assertThat(PairFixture.loss(estimate).value()).isCloseTo(0.653031, SIX_DECIMALS);
    assertThat(PairFixture.cotangents(estimate, "chosen_logp")[0])
        .isCloseTo(-0.047253 * 3 / 4, SIX_DECIMALS);
  }

  @ParameterizedTest
  @CsvSource({"forward-kl, 50", "alpha 0.5, 50", "forward-kl, 3"})
  void ratiosFarBelowTheReferenceAreClippedAndCounted(String divergence, double clip) {
    FDpo loss = new FDpo(fixture.divergence(divergence), 0.1, 0, clip, 10);
    Estimate estimate = fixture.estimate(loss, fixture.pair(-800, -0.4));

    assertThat(PairFixture.cotangents(estimate, "chosen_logp")).containsExactly(0);
    assertThat(PairFixture.cotangents(estimate, "rejected_logp")[0]).isPositive();
    assertThat(estimate.value("clipped_fraction")).isEqualTo(0.5);
    assertThat(PairFixture.loss(estimate).value())
        .isEqualTo(fixture.value(loss, fixture.pair(-clip, -0.4)));
  }

  @Test
  void otherDivergencesAreNotClipped() {
    FDpo loss = new FDpo(fixture.divergence("reverse-kl"), 0.1, 0, 3, 10);
    Estimate estimate = fixture.estimate(loss, fixture.pair(-800, -0.4));

    assertThat(estimate.value("margin")).isCloseTo(-79.96, within(1e-12));
    assertThat(estimate.metrics()).doesNotContainKey("clipped_fraction");
  }

  @ParameterizedTest
  @CsvSource({"total-variation, no inverse", "pearson-chi2, finite at 0"})
  void refusesDivergencesWithoutTheClosedForm(String divergence, String reason) {
    assertThatThrownBy(() -> fixture.loss(divergence, 0.1))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining(divergence)
        .hasMessageContaining(reason);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1", "-0.2"})
  void refusesAlphaOutsideTheUnitInterval(String alpha) {
    assertThatThrownBy(() -> fixture.divergence("alpha " + alpha))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("alpha");
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY})
  void refusesLogProbsThatAreNotFinite(double logRatio) {
    Batch pairs = fixture.pairs(new double[] {0, 0}, new double[] {0, logRatio});

    assertThatThrownBy(() -> fixture.estimate(fixture.loss("reverse-kl", 0.1), pairs))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("rejected_logp")
        .hasMessageContaining("row 1");
  }
}
