package org.esscher.plugins.oreal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.esscher.api.Batch;
import org.esscher.api.EsscherTransform;
import org.esscher.api.Estimate;
import org.esscher.api.Estimator;
import org.esscher.api.State;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checks 1 to 7 of the paper's card. */
class CardChecksTest {
  /** The card's numbers have five decimals. */
  private static final Offset<Double> FIVE_DECIMALS = within(5.1e-6);

  /** A few roundings of numbers near 1. */
  private static final Offset<Double> ROUNDING = within(1e-14);

  private final Fixture fixture = new Fixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  private Estimate best(int n, double... rewards) {
    return fixture.estimate(new BonDistribution(n), fixture.rollouts(1, rewards));
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 4, .5, .9375, .45936", "1, 4, 8, .2, .83223, .92452"})
  void check1BestOfN(int right, int wrong, int n, double p, double mass, double kl) {
    double[] rewards = new double[right + wrong];
    Arrays.fill(rewards, 0, right, 1);
    Estimate found = best(n, rewards);

    assertThat(found.value("p_right")).isCloseTo(p, ROUNDING);
    assertThat(found.value("bon_right")).isCloseTo(mass, FIVE_DECIMALS);
    assertThat(found.value("bon_kl")).isCloseTo(kl, FIVE_DECIMALS);

    // π_bon over the rows themselves, π uniform.
    double[] bon =
        Arrays.stream(rewards)
            .map(r -> r > 0 ? (1 - Math.pow(1 - p, n)) / p : Math.pow(1 - p, n - 1))
            .map(factor -> factor / rewards.length)
            .toArray();
    double divergence =
        Arrays.stream(bon).map(mass1 -> mass1 * Math.log(mass1 * rewards.length)).sum();
    assertThat(Arrays.stream(bon).sum()).isCloseTo(1, ROUNDING);
    assertThat(found.value("bon_right")).isCloseTo(Arrays.stream(bon, 0, right).sum(), ROUNDING);
    assertThat(found.value("bon_kl")).isCloseTo(divergence, ROUNDING);
  }

  @Test
  void check1BestOfManyIsTheConditional() {
    assertThat(best(100_000, 1, -1, -1, -1, -1).value("bon_kl")).isCloseTo(Math.log(5), ROUNDING);
    assertThat(best(1, 1, -1, -1, -1, -1).value("bon_kl")).isCloseTo(0, ROUNDING);
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "-1, 0"})
  void check1NothingToChoose(double reward, double right) {
    Estimate found = best(4, reward, reward);

    assertThat(found.value("bon_right")).isEqualTo(right);
    assertThat(found.value("bon_kl")).isEqualTo(0);
  }

  /** Two prompts: p = ½ and p = 1, whose means are taken. */
  @Test
  void check1MeansOverPrompts() {
    Batch rows = fixture.rollouts(1, 1, -1, 1).with("prompt_id", fixture.arena.integers(0, 0, 1));
    Estimate found = fixture.estimate(new BonDistribution(4), rows);

    assertThat(found.value("bon_right")).isCloseTo((0.9375 + 1) / 2, ROUNDING);
    assertThat(found.value("bon_kl")).isCloseTo(0.45936 / 2, FIVE_DECIMALS);
  }

  @Test
  void check2TheTiltedPolicyIsTheConditional() {
    double[] logp = Arrays.stream(new double[] {.1, .25, .05, .6}).map(Math::log).toArray();
    double[] rewards = {1, 0, 1, 0};
    EsscherTransform tilted = EsscherTransform.of(logp, rewards);
    double[] law = Arrays.stream(tilted.at(1 / 0.05).logp()).map(Math::exp).toArray();

    // p = .15; e^−20 = 2e-9 of odds stay with the wrong ones.
    assertThat(law[0]).isCloseTo(.1 / .15, within(1e-6));
    assertThat(law[1]).isCloseTo(0, within(1e-6));
    assertThat(law[2]).isCloseTo(.05 / .15, within(1e-6));
    assertThat(law[3]).isCloseTo(0, within(1e-6));
  }

  @Test
  void check3TokenWeights() {
    double[] scores = {Fixture.logit(.2), 0, Fixture.logit(.8)};
    Batch samples =
        fixture
            .rollouts(3, 1, -1)
            .with("rm_score", fixture.lists(3, concat(scores, scores)))
            .with("advantage", fixture.arena.numbers(1, -1));
    Oreal loss = Fixture.weighted(Oreal.WeightScore.RAW, Oreal.Rescale.THRESHOLD, 0.25);

    // −aω⁺/3 of the right row, −aω⁻η/3 of the wrong one; at π = π_ref the penalty pulls nothing.
    assertThat(fixture.cotangents(loss, samples, "logp"))
        .usingComparatorWithPrecision(1e-14)
        .containsExactly(0, 0, -.6 / 3, .6 * .5 / 3, 0, 0);
    Estimate found = fixture.estimate(loss, samples);
    assertThat(found.value("right_token_weight")).isCloseTo(.2, ROUNDING);
    assertThat(found.value("wrong_token_weight")).isCloseTo(.2, ROUNDING);
  }

  private static double[] concat(double[] left, double[] right) {
    double[] both = Arrays.copyOf(left, left.length + right.length);
    System.arraycopy(right, 0, both, left.length, right.length);
    return both;
  }

  @ParameterizedTest
  @CsvSource({"-1, 1.3333333333333333", "0, .6666666666666666"})
  void check4LeaveOneOutAdvantages(double wrong, double size) {
    // Four tokens in two right rows and as many in two wrong ones: cotangents −a/4 and −aη/4.
    Oreal loss = Fixture.loss(0.5, 0, Shaping.RLOO, true, false);
    double[] found = fixture.cotangents(loss, fixture.rollouts(2, 1, 1, wrong, wrong), "logp");

    for (int i = 0; i < 4; i++) {
      assertThat(found[i]).isCloseTo(-size / 4, ROUNDING);
      assertThat(found[4 + i]).isCloseTo(size * .5 / 4, ROUNDING);
    }
    assertThat(Shaping.RLOO.of(new double[] {1, 1, wrong, wrong}))
        .usingComparatorWithPrecision(1e-14)
        .containsExactly(size, size, -size, -size);
  }

  /** In 0/1 units: −p·K/(K−1), where the paper's text has −(1−p). */
  @Test
  void check4WhatIsShapedForFailures() {
    double[] rewards = {1, 0, 0, 0};

    assertThat(Shaping.RLOO.of(rewards)[3]).isCloseTo(-.25 * 4 / 3, ROUNDING);
    assertThat(Shaping.ONE_MINUS_P.of(rewards)).containsExactly(1, -.75, -.75, -.75);
    // Mean ¼, standard deviation √(3/16).
    assertThat(Shaping.GRPO.of(rewards)[0]).isCloseTo(.75 / Math.sqrt(3.0 / 16), ROUNDING);
    for (Shaping shaping : Shaping.values()) {
      double[] a = shaping.of(rewards);
      double[] found =
          fixture.cotangents(
              Fixture.loss(1, 0, shaping, true, false), fixture.rollouts(1, rewards), "logp");
      assertThat(found[0]).isCloseTo(-a[0], ROUNDING);
      assertThat(found[1]).isCloseTo(-a[1] / 3, ROUNDING);
    }
  }

  @Test
  void check5BeforeTheScoresKnowAnythingOnlyThePenaltyIsLeft() {
    // d = log π_ref − log π = .2 on each token: e^.2 − 1.2, and its derivative 1 − e^.2.
    Batch samples = fixture.rollouts(3, 1, -1).with("ref_logp", fixture.lists(3, filled(6, -.8)));
    Oreal loss = Fixture.weighted(Oreal.WeightScore.RUNNING_MEAN, Oreal.Rescale.THRESHOLD, 0.25);
    Estimate found = fixture.estimate(loss, samples);

    assertThat(found.value("oreal")).isCloseTo(.01 * (Math.exp(.2) - 1.2), ROUNDING);
    assertThat(fixture.cotangents(loss, samples, "logp"))
        .usingComparatorWithPrecision(1e-15)
        .containsExactly(filled(6, .01 * (1 - Math.exp(.2)) / 6));
  }

  private static double[] filled(int length, double value) {
    double[] values = new double[length];
    Arrays.fill(values, value);
    return values;
  }

  @Test
  void check6EverythingOffIsLikelihoodOfTheRight() {
    double[] logp = IntStream.range(0, 8).mapToDouble(i -> -.1 * (i + 1)).toArray();
    Batch samples = fixture.rollouts(2, 1, -1, 1, -1).with("logp", fixture.lists(2, logp));
    Estimator likelihood = fixture.host.component(Estimator.class, "sft", Map.of());
    Estimate expected =
        fixture.host.estimate(
            likelihood, Map.of("examples", samples.take(0, 2)), State.empty(), 1, fixture.arena);

    // Tokens −.1, −.2, −.5, −.6: a mean of .35.
    assertThat(expected.value("sft")).isCloseTo(.35, ROUNDING);
    assertThat(fixture.estimate(Fixture.PLAIN, samples).value("oreal"))
        .isCloseTo(expected.value("sft"), ROUNDING);
    assertThat(fixture.cotangents(Fixture.PLAIN, samples, "logp"))
        .containsExactly(-.25, -.25, 0, 0, -.25, -.25, 0, 0);
  }

  @Test
  void check7ThePenaltyIsK3() {
    Oreal loss = Fixture.loss(0, 2, Shaping.RLOO, true, false);
    // No right rollout, so that nothing but the penalty is left.
    Batch samples = fixture.rollouts(2, -1, -1);
    assertThat(fixture.estimate(loss, samples).value("oreal")).isEqualTo(0);
    assertThat(fixture.cotangents(loss, samples, "logp")).containsExactly(0, 0, 0, 0);

    // d = −1 on one of four tokens: e^−1 + 1 − 1 and its derivative −(e^−1 − 1).
    Batch moved = samples.with("ref_logp", fixture.lists(2, -2, -1, -1, -1));
    Estimate found = fixture.estimate(loss, moved);
    assertThat(found.value("kl")).isCloseTo(Math.exp(-1) / 4, ROUNDING);
    assertThat(found.value("oreal")).isCloseTo(2 * Math.exp(-1) / 4, ROUNDING);
    assertThat(fixture.cotangents(loss, moved, "logp"))
        .usingComparatorWithPrecision(1e-15)
        .containsExactly(2 * (1 - Math.exp(-1)) / 4, 0, 0, 0);
  }
}
