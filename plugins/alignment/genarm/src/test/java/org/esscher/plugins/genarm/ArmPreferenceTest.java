package org.esscher.plugins.genarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.esscher.plugins.genarm.ArmFixture.cotangents;
import static org.esscher.plugins.genarm.ArmFixture.value;

import java.util.Map;
import org.assertj.core.data.Offset;
import org.esscher.api.Batch;
import org.esscher.api.EsscherException;
import org.esscher.api.Estimate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ArmPreferenceTest {
  private static final Offset<Double> ROUNDING = within(1e-14);
  private final ArmFixture fixture = new ArmFixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  private static ArmPreference sigmoid(double betaR, double margin, double smoothing) {
    return new ArmPreference(betaR, margin, smoothing, PairLoss.SIGMOID, false);
  }

  private static double sigma(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  /** h = 0: −log σ(0) = log 2, and ∓β_r σ(0) = ∓β_r/2. */
  @Test
  void check6AtEqualLogpsTheLossIsLogTwoWithoutAReference() {
    Estimate found =
        fixture.estimate(sigmoid(0.05, 0, 0), fixture.pairs(new double[] {-3}, new double[] {-3}));

    assertThat(value(found)).isEqualTo(Math.log(2), ROUNDING);
    assertThat(cotangents(found, "chosen_logp")).containsExactly(-0.025);
    assertThat(cotangents(found, "rejected_logp")).containsExactly(0.025);
  }

  /** Under DPO the loss would be −log σ(β_r(Δ − Δ_ref)), here with Δ_ref = 3. */
  @Test
  void check6ColumnsOfAReferenceChangeNothing() {
    Batch pairs = fixture.pairs(new double[] {-3, -1}, new double[] {-4, -6});
    Batch with =
        pairs
            .with("ref_chosen_logp", fixture.arena.numbers(-2, -2))
            .with("ref_rejected_logp", fixture.arena.numbers(-5, -5));
    Estimate without = fixture.estimate(sigmoid(0.5, 0, 0), pairs);
    Estimate found = fixture.estimate(sigmoid(0.5, 0, 0), with);

    assertThat(value(found)).isEqualTo(value(without));
    assertThat(cotangents(found, "chosen_logp"))
        .containsExactly(cotangents(without, "chosen_logp"));
    assertThat(value(found))
        .isEqualTo((-Math.log(sigma(0.5)) - Math.log(sigma(2.5))) / 2, ROUNDING);
  }

  /** h = .5·4 − .3 = 1.7: γ is not scaled by β_r; slopes −(1 − ε)σ(−h) + εσ(h), times β_r. */
  @Test
  void marginAndSmoothingApplyToTheScaledDifference() {
    Estimate found =
        fixture.estimate(
            sigmoid(0.5, 0.3, 0.1), fixture.pairs(new double[] {-2}, new double[] {-6}));

    double loss = -0.9 * Math.log(sigma(1.7)) - 0.1 * Math.log(sigma(-1.7));
    double slope = 0.5 * (-0.9 * sigma(-1.7) + 0.1 * sigma(1.7));
    assertThat(value(found)).isEqualTo(loss, ROUNDING);
    assertThat(cotangents(found, "chosen_logp")[0]).isEqualTo(slope, ROUNDING);
    assertThat(cotangents(found, "rejected_logp")[0]).isEqualTo(-slope, ROUNDING);
  }

  /** h = .5, 1, 2: relu(1 − h) = .5, 0, 0 with slopes −1, 0, 0, times β_r, over 3 pairs. */
  @Test
  void theHingeHasNoSlopeAtOneAndBeyond() {
    Estimate found =
        fixture.estimate(
            new ArmPreference(0.5, 0, 0, PairLoss.HINGE, false),
            fixture.pairs(new double[] {-1, -1, -1}, new double[] {-2, -3, -5}));

    assertThat(value(found)).isEqualTo(0.5 / 3, ROUNDING);
    assertThat(cotangents(found, "chosen_logp")).containsExactly(-0.5 / 3, 0, 0);
    assertThat(cotangents(found, "rejected_logp")).containsExactly(0.5 / 3, 0, 0);
  }

  /** Tokens (−1, −9, −2) with the second masked, against −4: Δ = 1, as for sums −3 and −4. */
  @Test
  void maskedTokensAreInNoRewardAndGetNoCotangent() {
    Batch pairs = tokens();
    Estimate found = fixture.estimate(sigmoid(0.5, 0, 0), pairs);

    double slope = 0.5 * sigma(-0.5);
    assertThat(value(found)).isEqualTo(-Math.log(sigma(0.5)), ROUNDING);
    assertThat(cotangents(found, "chosen_logp"))
        .containsExactly(new double[] {-slope, 0, -slope}, ROUNDING);
    assertThat(cotangents(found, "rejected_logp")[0]).isEqualTo(slope, ROUNDING);
  }

  /** Means over unmasked tokens: −3/2 against −4, Δ = 2.5; a chosen token has half the slope. */
  @Test
  void lengthNormalizedRewardsAreMeansOverUnmaskedTokens() {
    Estimate found =
        fixture.estimate(new ArmPreference(0.5, 0, 0, PairLoss.SIGMOID, true), tokens());

    double slope = 0.5 * sigma(-1.25);
    assertThat(value(found)).isEqualTo(-Math.log(sigma(1.25)), ROUNDING);
    assertThat(cotangents(found, "chosen_logp"))
        .containsExactly(new double[] {-slope / 2, 0, -slope / 2}, ROUNDING);
    assertThat(cotangents(found, "rejected_logp")[0]).isEqualTo(slope, ROUNDING);
  }

  private Batch tokens() {
    return fixture
        .arena
        .batch(
            Map.of(
                "chosen_logp", fixture.arena.lists(new int[] {0, 3}, -1, -9, -2),
                "rejected_logp", fixture.arena.lists(new int[] {0, 1}, -4)))
        .with("chosen_loss_mask", fixture.arena.lists(new int[] {0, 3}, 1, 0, 1))
        .with("rejected_loss_mask", fixture.arena.lists(new int[] {0, 1}, 1));
  }

  @Test
  void refusesAnAnswerWithoutATokenByRow() {
    Batch pairs =
        fixture.arena.batch(
            Map.of(
                "chosen_logp", fixture.arena.lists(new int[] {0, 1, 2}, -1, -2),
                "rejected_logp", fixture.arena.lists(new int[] {0, 1, 1}, -4)));

    assertThatThrownBy(() -> fixture.estimate(sigmoid(0.5, 0, 0), pairs))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("row 1")
        .hasMessageContaining("rejected answer has no token");
  }

  @Test
  void refusesSmoothingOfAHinge() {
    assertThatThrownBy(() -> new ArmPreference(0.5, 0, 0.1, PairLoss.HINGE, false))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("labelSmoothing 0.1");
  }
}
