package org.esscher.plugins.oreal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;
import org.esscher.api.Estimate;
import org.esscher.api.Loss;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The two losses beyond the card's checks: masks, weights, ranks, and what is refused. */
class OrealTest {
  private final Fixture fixture = new Fixture();
  private final Oreal full =
      Fixture.weighted(Oreal.WeightScore.RUNNING_MEAN, Oreal.Rescale.THRESHOLD, 0.25);

  @AfterEach
  void close() {
    fixture.close();
  }

  /**
   * Scores log 4, −log 4, log 4 of the right row have means log 4, 0 and log(4)/3 up to each token.
   * The second is masked: then they are log 4 and log 4, S = .8 and ω⁺ = .6. Two tokens are right,
   * three wrong; a = ±2.
   */
  @Test
  void masksHideTokensFromMeansAndCounts() {
    double w = Math.log(4);
    Batch samples =
        fixture
            .rollouts(3, 1, -1)
            .with("rm_score", fixture.lists(3, w, -w, w, -w, 0, 0))
            .with("loss_mask", fixture.lists(3, 1, 0, 1, 1, 1, 1));
    double half = 1 / (1 + Math.exp(w / 2));
    double third = 1 / (1 + Math.exp(w / 3));

    assertThat(fixture.cotangents(full, samples, "logp"))
        .usingComparatorWithPrecision(1e-14)
        .containsExactly(
            -2 * .6 / 2, 0, -2 * .6 / 2, .6 / 3, (1 - 2 * half) / 3, (1 - 2 * third) / 3);
  }

  /** The value is that of the released loss: −aω⁻η a token, whatever log π is. */
  @Test
  void theValueOfWrongRolloutsIsTheirWeight() {
    Oreal loss = Fixture.loss(0.5, 0, Shaping.RLOO, true, false);
    Estimate found = fixture.estimate(loss, fixture.rollouts(2, 1, -1));

    // Right: −2·(−1); wrong: 2·½.
    assertThat(found.value("oreal")).isCloseTo(3, within(1e-14));
    assertThat(found.losses().values().iterator().next().kind()).isEqualTo(Loss.Kind.SURROGATE);
    assertThat(fixture.estimate(Fixture.PLAIN, fixture.rollouts(2, 1, -1)).losses().get("oreal"))
        .extracting(Estimate.LossEstimate::kind)
        .isEqualTo(Loss.Kind.EXACT);
  }

  @Test
  void aGivenAdvantageIsUsed() {
    Oreal loss = Fixture.loss(1, 0, Shaping.RLOO, true, false);
    Batch samples = fixture.rollouts(1, 1, -1).with("advantage", fixture.arena.numbers(.25, -3));

    assertThat(fixture.cotangents(loss, samples, "logp")).containsExactly(-.25, 3);
    // One rollout alone is no matter then.
    assertThat(fixture.cotangents(loss, samples.take(1), "logp")).containsExactly(3);
  }

  /**
   * Four tokens, S falling: ⌈.25·4⌉ = 1, ⌈.3·4⌉ = 2 of them, and at ½ three, because the second and
   * the third tie.
   */
  @ParameterizedTest
  @CsvSource({
    ".25, 1, 0, 0, 0, 0, 0, 0, 1",
    ".3, 1, 1, 1, 0, 0, 0, 1, 1",
    "1, 1, 1, 1, 1, 1, 1, 1, 1"
  })
  void topkTakesTheLargestAndWhatTiesWithThem(
      double ratio,
      double right0,
      double right1,
      double right2,
      double right3,
      double wrong0,
      double wrong1,
      double wrong2,
      double wrong3) {
    Batch samples =
        fixture
            .rollouts(4, 1, -1)
            .with("rm_score", fixture.lists(4, 2, 1, 1, -3, 2, 1, .5, -3))
            .with("advantage", fixture.arena.numbers(4, -8));
    Oreal loss = Fixture.weighted(Oreal.WeightScore.RAW, Oreal.Rescale.TOPK, ratio);

    // −4ω⁺/4, and 8·½ω⁻/4.
    assertThat(fixture.cotangents(loss, samples, "logp"))
        .usingComparatorWithPrecision(1e-14)
        .containsExactly(-right0, -right1, -right2, -right3, wrong0, wrong1, wrong2, wrong3);
  }

  @Test
  void otherThresholds() {
    Oreal loss =
        new Oreal(
            1,
            0,
            Shaping.RLOO,
            false,
            true,
            Oreal.WeightScore.RAW,
            0.2,
            0.8,
            Oreal.Rescale.THRESHOLD,
            0.25,
            true);
    double s = Fixture.logit(.6);
    Batch samples = fixture.rollouts(1, 1, -1).with("rm_score", fixture.lists(1, s, s));

    // (.6 − .2)/.8 = .5, and 2·(.8 − .6)/.8 = .5.
    assertThat(fixture.cotangents(loss, samples, "logp"))
        .usingComparatorWithPrecision(1e-14)
        .containsExactly(-.5, .5);
  }

  /** A weight of 2 is the row twice, once advantages are settled. */
  @Test
  void weightsAreRepetitions() {
    Batch rows =
        fixture
            .rollouts(2, 1, -1)
            .with("rm_score", fixture.lists(2, .5, 1, -1, -2))
            .with("advantage", fixture.arena.numbers(1, -1));
    Batch weighted = rows.with("weight", fixture.arena.numbers(2, 1));

    assertThat(fixture.estimate(full, weighted).value("oreal"))
        .isCloseTo(fixture.estimate(full, rows.take(0, 0, 1)).value("oreal"), within(1e-14));
  }

  @Test
  void rowsWithoutTokensAreNoMatter() {
    Column logp = fixture.arena.lists(new int[] {0, 0, 2}, -1, -1);
    Map<String, Column> columns = new LinkedHashMap<>();
    columns.put("prompt_id", fixture.arena.integers(0, 0));
    columns.put("reward", fixture.arena.numbers(1, -1));
    columns.put("logp", logp);
    columns.put("ref_logp", logp);
    columns.put("rm_score", fixture.arena.lists(new int[] {0, 0, 2}, 2, 2));
    Batch samples = fixture.arena.batch(columns);

    // S = σ(2) weighs no wrong token; there are no right ones.
    assertThat(fixture.estimate(full, samples).value("oreal")).isCloseTo(0, within(1e-15));
    // −log(1 − σ(2)) of the row that has tokens.
    assertThat(fixture.estimate(new OutcomeBce(), samples).value("outcome-bce"))
        .isCloseTo(Math.log1p(Math.exp(2)), within(1e-14));
    assertThat(fixture.estimate(new OutcomeBce(), samples.take(0)).value("outcome-bce"))
        .isEqualTo(0);
  }

  /** x = ½ and −½: log(1 + e^−½) each; cotangents (σ(½) − 1)/(2·2) and its mirror image. */
  @Test
  void outcomesFitTheMeanScore() {
    Batch samples = fixture.rollouts(2, 1, -1).with("rm_score", fixture.lists(2, 2, -1, -1, 0));
    Estimate found = fixture.estimate(new OutcomeBce(), samples);
    double slope = (1 / (1 + Math.exp(-.5)) - 1) / 4;

    assertThat(found.value("outcome-bce")).isCloseTo(Math.log1p(Math.exp(-.5)), within(1e-14));
    assertThat(found.value("accuracy")).isEqualTo(1);
    assertThat(fixture.cotangents(new OutcomeBce(), samples, "rm_score"))
        .usingComparatorWithPrecision(1e-15)
        .containsExactly(slope, slope, -slope, -slope);
  }

  @ParameterizedTest
  @ValueSource(doubles = {.5, 2, -2})
  void refusesRewardsThatAreNoOutcomes(double reward) {
    Batch samples = fixture.rollouts(1, 1, reward);

    assertThatThrownBy(() -> fixture.estimate(full, samples))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("outcomes")
        .hasMessageContaining("row 1");
    assertThatThrownBy(() -> fixture.estimate(new OutcomeBce(), samples))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("outcomes");
  }

  @Test
  void refusesTwoKindsOfWrong() {
    assertThatThrownBy(() -> fixture.estimate(full, fixture.rollouts(1, 1, 0, -1)))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("choose one");
  }

  @Test
  void refusesOneRolloutUnderLeaveOneOut() {
    assertThatThrownBy(() -> fixture.estimate(full, fixture.rollouts(1, 1)))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("draw at least 2");
  }

  @Test
  void refusesMissingTokenScores() {
    Map<String, Column> columns = new LinkedHashMap<>();
    Batch all = fixture.rollouts(1, 1, -1);
    for (String name : new String[] {"prompt_id", "reward", "logp", "ref_logp"}) {
      columns.put(name, all.column(name));
    }
    Batch unscored = fixture.arena.batch(columns);

    assertThatThrownBy(() -> fixture.estimate(full, unscored))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("rm_score");
    Oreal plain = Fixture.loss(0.5, 0.01, Shaping.RLOO, true, false);
    assertThat(fixture.estimate(plain, unscored).value("oreal")).isFinite();
  }

  @Test
  void refusesRolloutsWithoutAPartner() {
    Oreal pairs =
        new Oreal(
            0.5,
            0.01,
            Shaping.RLOO,
            true,
            true,
            Oreal.WeightScore.RUNNING_MEAN,
            0.5,
            0.5,
            Oreal.Rescale.THRESHOLD,
            0.25,
            true);
    Batch samples =
        fixture.rollouts(1, 1, -1, 1, 1).with("prompt_id", fixture.arena.integers(7, 7, 8, 8));

    assertThatThrownBy(() -> fixture.estimate(pairs, samples))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("one-positive-one-negative");
    assertThat(fixture.estimate(pairs, samples.take(0, 1)).value("right_fraction")).isEqualTo(.5);
  }
}
