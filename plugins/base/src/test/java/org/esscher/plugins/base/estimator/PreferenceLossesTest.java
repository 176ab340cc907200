package org.esscher.plugins.base.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.esscher.api.Batch;
import org.esscher.api.Estimate;
import org.esscher.api.Loss;
import org.esscher.api.Objective;
import org.esscher.plugins.base.EstimationFixture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PreferenceLossesTest {
  private final EstimationFixture fixture = new EstimationFixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  /** Log-ratios of chosen and rejected answers, over references of −2. */
  private Batch pairs(double[] chosen, double[] rejected) {
    int rows = chosen.length;
    double[] reference = new double[rows];
    double[] chosenLogp = new double[rows];
    double[] rejectedLogp = new double[rows];
    for (int row = 0; row < rows; row++) {
      reference[row] = -2;
      chosenLogp[row] = chosen[row] - 2;
      rejectedLogp[row] = rejected[row] - 2;
    }
    return fixture.batch(
        "chosen", fixture.columns().texts(Collections.nCopies(rows, "yes")),
        "rejected", fixture.columns().texts(Collections.nCopies(rows, "no")),
        "chosen_logp", fixture.numbers(chosenLogp),
        "rejected_logp", fixture.numbers(rejectedLogp),
        "ref_chosen_logp", fixture.numbers(reference),
        "ref_rejected_logp", fixture.numbers(reference));
  }

  private Batch onePair(double chosen, double rejected) {
    return pairs(new double[] {chosen}, new double[] {rejected});
  }

  /** z = .1·1.1 = .11: loss log(1 + e^(−.11)) = .639659, cotangents ∓.1·σ(−.11) = ∓.047253. */
  @Test
  void dpoOfOnePair() {
    Dpo dpo = new Dpo(0.1, 0);
    Estimate estimate = fixture.estimate(dpo, "pairs", onePair(0.7, -0.4));
    assertThat(estimate.value("dpo")).isCloseTo(0.639659, within(5e-7));
    assertThat(chosen(dpo, onePair(0.7, -0.4))[0]).isCloseTo(-0.047253, within(5e-7));
    assertThat(rejected(dpo, onePair(0.7, -0.4))[0]).isCloseTo(0.047253, within(5e-7));
    assertThat(estimate.value("accuracy")).isEqualTo(1);
    assertThat(estimate.value("margin")).isCloseTo(0.11, within(1e-15));
    assertThat(estimate.value("chosen_reward")).isCloseTo(0.07, within(1e-15));
    assertThat(estimate.value("rejected_reward")).isCloseTo(-0.04, within(1e-15));
  }

  /** (1 − ε)s(−z) + ε s(z) = s(−z) + εz; cotangent −β(σ(−z) − ε). */
  @Test
  void dpoSmoothsLabels() {
    Dpo dpo = new Dpo(0.1, 0.1);
    double plain = Math.log1p(Math.exp(-0.11));
    double sigma = 1 / (1 + Math.exp(0.11));
    assertThat(fixture.estimate(dpo, "pairs", onePair(0.7, -0.4)).value("dpo"))
        .isCloseTo(plain + 0.1 * 0.11, within(1e-15));
    assertThat(chosen(dpo, onePair(0.7, -0.4))[0]).isCloseTo(-0.1 * (sigma - 0.1), within(1e-15));
  }

  @Test
  void dpoAtTheReferenceIsLogTwo() {
    Dpo dpo = new Dpo(0.3, 0);
    Estimate estimate = fixture.estimate(dpo, "pairs", onePair(0, 0));
    assertThat(estimate.value("dpo")).isCloseTo(Math.log(2), within(1e-16));
    assertThat(estimate.value("accuracy")).isEqualTo(0.5);
    assertThat(chosen(dpo, onePair(0, 0))[0]).isCloseTo(-0.15, within(1e-16));
  }

  /** Weights (1, 3): (loss₀ + 3 loss₁)/4, and cotangents by the same weights. */
  @Test
  void dpoWeighsPairs() {
    Dpo dpo = new Dpo(1, 0);
    Batch batch =
        pairs(new double[] {1, -1}, new double[] {0, 1}).with("weight", fixture.numbers(1, 3));
    double first = Math.log1p(Math.exp(-1));
    double second = Math.log1p(Math.exp(2));
    Estimate estimate = fixture.estimate(dpo, "pairs", batch);
    assertThat(estimate.value("dpo")).isCloseTo((first + 3 * second) / 4, within(1e-15));
    assertThat(EstimationFixture.loss(estimate).weight()).isEqualTo(4);
    assertThat(estimate.value("accuracy")).isEqualTo(0.25);
    assertThat(chosen(dpo, batch))
        .containsExactly(
            new double[] {-1 / (1 + Math.E) / 4, -3 / (1 + Math.exp(-2)) / 4}, within(1e-15));
  }

  /** z = ±1000: the loss is 0 and 1000, the cotangents 0 and −1. */
  @Test
  void dpoIsStableFarAway() {
    Dpo dpo = new Dpo(1, 0);
    assertThat(fixture.estimate(dpo, "pairs", onePair(500, -500)).value("dpo")).isZero();
    assertThat(fixture.estimate(dpo, "pairs", onePair(-500, 500)).value("dpo")).isEqualTo(1000);
    assertThat(chosen(dpo, onePair(500, -500))[0]).isZero();
    assertThat(chosen(dpo, onePair(-500, 500))[0]).isEqualTo(-1);
  }

  /** h = 1.1 and the aim 1/(2·.1) = 5: loss 3.9² = 15.21, cotangents ∓2·3.9. */
  @Test
  void ipoOfOnePair() {
    Ipo ipo = new Ipo(0.1);
    assertThat(fixture.estimate(ipo, "pairs", onePair(0.7, -0.4)).value("ipo"))
        .isCloseTo(15.21, within(1e-13));
    assertThat(chosen(ipo, onePair(0.7, -0.4))[0]).isCloseTo(-7.8, within(1e-13));
    assertThat(rejected(ipo, onePair(0.7, -0.4))[0]).isCloseTo(7.8, within(1e-13));
    assertThat(chosen(ipo, onePair(4, -1))[0]).isZero();
  }

  /** Token lists are summed: they are log-probs of whole answers, without masked tokens. */
  @Test
  void answersMayBeTokenLists() {
    Dpo dpo = new Dpo(0.1, 0);
    Batch whole = onePair(0.7, -0.4);
    Batch tokens =
        whole
            .with("chosen_logp", fixture.lists(new double[] {-1, 99, -0.3}))
            .with("chosen_loss_mask", fixture.lists(new double[] {1, 0, 1}))
            .with("ref_chosen_logp", fixture.lists(new double[] {-1, -50, -1}));
    assertThat(fixture.estimate(dpo, "pairs", tokens).value("dpo"))
        .isCloseTo(fixture.estimate(dpo, "pairs", whole).value("dpo"), within(1e-15));
    double cotangent = chosen(dpo, whole)[0];
    assertThat(chosen(dpo, tokens))
        .containsExactly(new double[] {cotangent, 0, cotangent}, within(1e-15));
  }

  static Stream<Objective> exact() {
    return Stream.of(new Dpo(0.1, 0), new Dpo(0.5, 0.2), new Ipo(0.1), new Ipo(1));
  }

  @ParameterizedTest
  @MethodSource("exact")
  void cotangentsAreDerivativesOfTheValue(Objective objective) {
    Batch batch = pairs(new double[] {0.7, -1, 2}, new double[] {-0.4, 0.3, 0});
    assertThat(EstimationFixture.loss(fixture.estimate(objective, "pairs", batch)).kind())
        .isEqualTo(Loss.Kind.EXACT);
    for (String column : List.of("chosen_logp", "rejected_logp")) {
      assertThat(fixture.cotangents(objective, "pairs", batch, column))
          .containsExactly(fixture.differences(objective, "pairs", batch, column), within(5e-9));
    }
  }

  /** Scores 1.2 and .5 with a margin of .3: log(1 + e^(−.4)), cotangents ∓σ(−.4). */
  @Test
  void bradleyTerryOfOnePair() {
    BradleyTerry bradleyTerry = new BradleyTerry();
    Batch plain =
        fixture.batch(
            "chosen", fixture.columns().texts(List.of("yes")),
            "rejected", fixture.columns().texts(List.of("no")),
            "chosen_score", fixture.numbers(1.2),
            "rejected_score", fixture.numbers(0.5));
    Batch batch = plain.with("margin", fixture.numbers(0.3));
    Estimate estimate = fixture.estimate(bradleyTerry, "pairs", batch);
    assertThat(estimate.value("bradley-terry"))
        .isCloseTo(Math.log1p(Math.exp(-0.4)), within(1e-15));
    assertThat(estimate.value("margin")).isCloseTo(0.7, within(1e-15));
    assertThat(estimate.value("accuracy")).isEqualTo(1);
    double sigma = 1 / (1 + Math.exp(0.4));
    assertThat(fixture.cotangents(bradleyTerry, "pairs", batch, "chosen_score")[0])
        .isCloseTo(-sigma, within(1e-15));
    assertThat(fixture.cotangents(bradleyTerry, "pairs", batch, "rejected_score")[0])
        .isCloseTo(sigma, within(1e-15));
    assertThat(fixture.estimate(bradleyTerry, "pairs", plain).value("bradley-terry"))
        .isCloseTo(Math.log1p(Math.exp(-0.7)), within(1e-15));
  }

  private double[] chosen(Objective objective, Batch batch) {
    return fixture.cotangents(objective, "pairs", batch, "chosen_logp");
  }

  private double[] rejected(Objective objective, Batch batch) {
    return fixture.cotangents(objective, "pairs", batch, "rejected_logp");
  }
}
