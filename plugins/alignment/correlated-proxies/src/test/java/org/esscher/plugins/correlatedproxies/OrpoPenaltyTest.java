package org.esscher.plugins.correlatedproxies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.EsscherException;
import org.esscher.api.Estimate;
import org.esscher.api.Objective;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Check 6 of the paper's card, cotangents, the occupancy mode, and what is refused. */
class OrpoPenaltyTest {
  private static final double INFINITY = Double.POSITIVE_INFINITY;
  private static final double[] BASE = {0.5, 0.3, 0.2};
  private static final double[] POLICY = {0.2, 0.3, 0.5};

  private final Fixture fixture = new Fixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  private static OrpoPenalty bandit(PenaltyType type, double coef) {
    return penalty(OrpoPenalty.Mode.BANDIT, type, coef, null);
  }

  private static OrpoPenalty penalty(
      OrpoPenalty.Mode mode, PenaltyType type, double coef, @Nullable Objective objective) {
    return new OrpoPenalty(mode, type, coef, false, 0, 10, INFINITY, 1e-4, objective);
  }

  private Estimate estimate(OrpoPenalty penalty, Batch samples) {
    return fixture.estimate(penalty, "samples", samples);
  }

  private Batch samples(double[] logRatio) {
    double[] reference = new double[logRatio.length];
    double[] logp = logRatio.clone();
    for (int i = 0; i < logp.length; i++) {
      reference[i] = -1;
      logp[i]--;
    }
    return fixture.batch("logp", logp, "ref_logp", reference);
  }

  /** Every outcome, weighted by its probability. */
  private Batch outcomes() {
    return fixture
        .batch("logp", Fixture.logs(POLICY), "ref_logp", Fixture.logs(BASE))
        .with("weight", fixture.arena.numbers(POLICY));
  }

  /** KL .274887 and χ² .63 of the two distributions. */
  @Test
  void check6TheValuesAreUnbiased() {
    double kl = 0.2 * Math.log(0.4) + 0.5 * Math.log(2.5);

    assertThat(estimate(bandit(PenaltyType.KL, 1), outcomes()).value("orpo-penalty"))
        .isCloseTo(kl, within(1e-15));
    assertThat(estimate(bandit(PenaltyType.CHI2, 1), outcomes()).value("orpo-penalty"))
        .isCloseTo(0.63, within(1e-14));
    assertThat(estimate(bandit(PenaltyType.SQRT_CHI2, 2), outcomes()).value("orpo-penalty"))
        .isCloseTo(2 * Math.sqrt(0.63), within(1e-14));
  }

  @ParameterizedTest
  @ValueSource(doubles = {-30, -10, -3, -1e-6, 0, 1e-6, 0.3, 10, 12, 30})
  void check6NoRowIsNegative(double logRatio) {
    Batch one = samples(new double[] {logRatio});

    for (PenaltyType type : new PenaltyType[] {PenaltyType.KL, PenaltyType.CHI2}) {
      // The rounding of 1e-6 − 1e-6 leaves 1e-16.
      assertThat(estimate(bandit(type, 1), one).value("orpo-penalty"))
          .isGreaterThan(-1e-15)
          .isFinite();
    }
  }

  /** λ(1 − e^{−ℓ})/N; λ(e^ℓ − e^{−ℓ})/N; the latter over 2√χ². Here ℓ = ln 2 and 0, N = 2. */
  @Test
  void cotangentsAreThoseOfTheValue() {
    Batch two = samples(new double[] {Math.log(2), 0});

    assertThat(Fixture.cotangents(estimate(bandit(PenaltyType.KL, 3), two), "samples", "logp"))
        .usingComparatorWithPrecision(1e-15)
        .containsExactly(3 * 0.5 / 2, 0);
    assertThat(Fixture.cotangents(estimate(bandit(PenaltyType.CHI2, 3), two), "samples", "logp"))
        .usingComparatorWithPrecision(1e-15)
        .containsExactly(3 * 1.5 / 2, 0);
    // χ² = (1 − .5)/2 = .25, its root .5.
    assertThat(
            Fixture.cotangents(estimate(bandit(PenaltyType.SQRT_CHI2, 3), two), "samples", "logp"))
        .usingComparatorWithPrecision(1e-14)
        .containsExactly(3 * 1.5 / 2 / (2 * 0.5), 0);
  }

  /** e^10(1 + ℓ − 10) + e^{−ℓ} − 2 at ℓ = 12, with slope e^10 − e^{−12}. */
  @Test
  void exponentialsGoOnLinearlyBeyondTheClip() {
    Estimate estimate = estimate(bandit(PenaltyType.CHI2, 1), samples(new double[] {12}));

    assertThat(estimate.value("orpo-penalty"))
        .isCloseTo(3 * Math.exp(10) + Math.exp(-12) - 2, within(1e-10));
    assertThat(Fixture.cotangents(estimate, "samples", "logp")[0])
        .isCloseTo(Math.exp(10) - Math.exp(-12), within(1e-10));
    Estimate below = estimate(bandit(PenaltyType.KL, 1), samples(new double[] {-12}));
    assertThat(below.value("orpo-penalty")).isCloseTo(-12 + 3 * Math.exp(10) - 1, within(1e-10));
    assertThat(Fixture.cotangents(below, "samples", "logp")[0])
        .isCloseTo(1 - Math.exp(10), within(1e-10));
  }

  @Test
  void theRootHasAFloorWithoutAGradient() {
    // χ² = .009² = 8.1e-5 is below 1e-4.
    Estimate estimate = estimate(bandit(PenaltyType.SQRT_CHI2, 1), samples(new double[] {0.009}));

    assertThat(estimate.value("orpo-penalty")).isCloseTo(0.01, within(1e-15));
    assertThat(Fixture.cotangents(estimate, "samples", "logp")).containsExactly(0);
  }

  /**
   * Expected parameter gradients of a softmax with logits (.4, −.3, .1) and reference softmax(0,
   * .5, −.2): for kl that of KL(ref‖π), (.158550, −.253538, .094988), not of KL(π‖ref); for χ² half
   * of χ²(π‖ref)'s more.
   */
  @Test
  void theGradientsAreNotTheDivergences() {
    double[] policy = softmax(0.4, -0.3, 0.1);
    double[] base = softmax(0, 0.5, -0.2);
    Batch outcomes =
        fixture
            .batch("logp", Fixture.logs(policy), "ref_logp", Fixture.logs(base))
            .with("weight", fixture.arena.numbers(policy));
    double[] kl = onLogits(estimate(bandit(PenaltyType.KL, 1), outcomes), policy);
    double[] chi2 = onLogits(estimate(bandit(PenaltyType.CHI2, 1), outcomes), policy);

    assertThat(kl)
        .usingComparatorWithPrecision(1e-6)
        .containsExactly(0.158550, -0.253538, 0.094988);
    // ∇χ² by logits: 2 π_k (π_k/p_k − Σ π²/p).
    double mean = 0;
    for (int i = 0; i < 3; i++) {
      mean += policy[i] * policy[i] / base[i];
    }
    for (int i = 0; i < 3; i++) {
      double half = policy[i] * (policy[i] / base[i] - mean);
      assertThat(chi2[i]).isCloseTo(half + kl[i], within(1e-14));
    }
  }

  private static double[] softmax(double... logits) {
    double sum = 0;
    double[] p = new double[logits.length];
    for (int i = 0; i < p.length; i++) {
      p[i] = Math.exp(logits[i]);
      sum += p[i];
    }
    for (int i = 0; i < p.length; i++) {
      p[i] /= sum;
    }
    return p;
  }

  /** Σ_i c_i (1[i = k] − π_k). */
  private static double[] onLogits(Estimate estimate, double[] policy) {
    double[] cotangents = Fixture.cotangents(estimate, "samples", "logp");
    double[] gradient = new double[policy.length];
    double sum = cotangents[0] + cotangents[1] + cotangents[2];
    for (int k = 0; k < gradient.length; k++) {
      gradient[k] = cotangents[k] - policy[k] * sum;
    }
    return gradient;
  }

  private Objective reinforce() {
    return fixture.host.component(Objective.class, "reinforce", Map.of("baseline", "none"));
  }

  /** reinforce reports −mean reward and descends −r log π: with ρ − 1 added to r at λ = −(−1). */
  @Test
  void occupancyModeAddsThePenaltyToTheReward() {
    OrpoPenalty penalized = penalty(OrpoPenalty.Mode.OCCUPANCY, PenaltyType.CHI2, 0.5, reinforce());
    Batch rows =
        samples(new double[] {0, 0})
            .with("reward", fixture.arena.numbers(1, 2))
            .with("log_ratio", fixture.arena.numbers(Fixture.logs(3, 0.5)));
    Estimate estimate = estimate(penalized, rows);

    // Rewards 1 − .5·2 = 0 and 2 + .5·.5 = 2.25.
    assertThat(estimate.value("reinforce")).isCloseTo(-2.25 / 2, within(1e-15));
    assertThat(Fixture.cotangents(estimate, "samples", "logp"))
        .usingComparatorWithPrecision(1e-15)
        .containsExactly(0, -2.25 / 2);
    assertThat(estimate.value("divergence")).isCloseTo(0.75, within(1e-15));
    assertThat(estimate.value("penalty_reward")).isCloseTo(-0.375, within(1e-15));
  }

  @Test
  void wassersteinTakesTheCriticAsItIs() {
    OrpoPenalty penalized =
        penalty(OrpoPenalty.Mode.OCCUPANCY, PenaltyType.WASSERSTEIN, 2, reinforce());
    Batch rows =
        samples(new double[] {0})
            .with("reward", fixture.arena.numbers(1))
            .with("log_ratio", fixture.arena.numbers(0.25));

    assertThat(estimate(penalized, rows).value("reinforce")).isEqualTo(-0.5);
  }

  @Test
  void banditModeAddsThePenaltyToTheLoss() {
    OrpoPenalty penalized = penalty(OrpoPenalty.Mode.BANDIT, PenaltyType.KL, 1, reinforce());
    Batch rows = samples(new double[] {0.5}).with("reward", fixture.arena.numbers(1));
    Estimate estimate = estimate(penalized, rows);

    assertThat(estimate.losses().keySet()).containsExactly("reinforce", "orpo-penalty");
    assertThat(estimate.value("orpo-penalty")).isCloseTo(0.5 + Math.expm1(-0.5), within(1e-15));
  }

  @Test
  void refusesWhatTheBasePolicyNeverDoes() {
    Batch rows =
        fixture.batch("logp", new double[] {-1, -1}, "ref_logp", new double[] {-1, -INFINITY});

    assertThatThrownBy(() -> estimate(bandit(PenaltyType.KL, 1), rows))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("ref_logp is −∞")
        .hasMessageContaining("row 1");
  }

  @ParameterizedTest
  @CsvSource({"TV", "WASSERSTEIN"})
  void refusesFormsThatBanditsLack(PenaltyType type) {
    assertThatThrownBy(() -> bandit(type, 1))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("mode: occupancy");
  }

  @Test
  void refusesToRepelByMistakeAndToPenalizeNothing() {
    assertThatThrownBy(() -> bandit(PenaltyType.KL, -1))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("repel: true");
    assertThatThrownBy(() -> penalty(OrpoPenalty.Mode.OCCUPANCY, PenaltyType.KL, 1, null))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("objective: reinforce");
  }
}
