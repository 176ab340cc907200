package org.esscher.plugins.constrainedrlhf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.esscher.plugins.constrainedrlhf.EpisodeFixture.cotangents;
import static org.esscher.plugins.constrainedrlhf.EpisodeFixture.loss;
import static org.esscher.plugins.constrainedrlhf.EpisodeFixture.plain;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;
import org.esscher.api.Estimate;
import org.esscher.api.Estimator;
import org.esscher.api.Loss;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The losses, on episodes worked by hand. */
class ConstrainedPpoTest {
  private static final Offset<Double> ROUNDING = within(1e-13);

  private final EpisodeFixture fixture = new EpisodeFixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  /** Δw of one step of rate .1 from w = 0, summed over the rows that repeat w. */
  private double step(Variant variant, double meanReturn) {
    Batch rows = fixture.choices(new double[] {0, 0}, 1, new double[] {meanReturn, meanReturn}, 0);
    Estimate found = fixture.estimate(plain(variant, List.of(.5), List.of(), .2, true), rows);
    return -.1 * Arrays.stream(cotangents(found, "multiplier", "multiplier")).sum();
  }

  @ParameterizedTest
  @CsvSource({"MU, .3, .005", "XI, .3, .02", "MU, .7, -.005", "XI, .7, -.02"})
  void check1MultipliersRiseBelowTheThresholdAndFallAboveIt(
      Variant variant, double meanReturn, double change) {
    assertThat(step(variant, meanReturn)).isCloseTo(change, ROUNDING);
  }

  @Test
  void check1OnlyTheEqualitysMultiplierPassesZero() {
    Batch above = fixture.choices(new double[] {0}, 1, new double[] {.7}, -1);

    Estimate equality =
        fixture.estimate(plain(Variant.XI, List.of(.5), List.of(), .2, true), above);
    Estimate inequality =
        fixture.estimate(plain(Variant.MU, List.of(.5), List.of(), .2, true), above);
    Estimate linear = fixture.estimate(plain(Variant.MU, List.of(.5), List.of(), .2, false), above);

    assertThat(equality.value("lambda_0")).isCloseTo(Math.tanh(-1), ROUNDING);
    assertThat(inequality.value("lambda_0")).isCloseTo(1 / (1 + Math.E), ROUNDING);
    assertThat(linear.value("lambda_0")).isZero();
  }

  /**
   * Two rewards, w = 0, log-ratios (.1, −.2): A_KL = −.2·(.1, −.2). The policy loss has the
   * cotangent −A/2 a row, as the ratio is 1.
   */
  @Test
  void check2WithoutWeightTheEqualityLeavesTheKlAlone() {
    Batch rows = fixture.choices(new double[] {.1, -.2}, 2, new double[] {1, 2, 3, 4}, 0, 0);

    Estimate equality =
        fixture.estimate(plain(Variant.XI, List.of(.5, .5), List.of(), .2, true), rows);
    Estimate inequality =
        fixture.estimate(plain(Variant.MU, List.of(.5, .5), List.of(), .2, true), rows);

    // n·A_KL = 2·(−.02, .04).
    assertThat(cotangents(equality, "policy", "logp"))
        .containsExactly(new double[] {.02, -.04}, ROUNDING);
    // (n/2)·A_KL + ½ Σ A_i = (−.02, .04) + ½ (3, 7).
    assertThat(cotangents(inequality, "policy", "logp"))
        .containsExactly(new double[] {-(-.02 + 1.5) / 2, -(.04 + 3.5) / 2}, ROUNDING);
    assertThat(inequality.value("lambda_1")).isEqualTo(.5);
  }

  @Test
  void check3OneLinearMultiplierOfOneIsPpoWithTheKl() {
    double[] logRatios = {.1, -.2, .4};
    double[] rewards = {1, -2, .5};
    Batch rows = fixture.choices(logRatios, 1, rewards, 1);

    Estimate constrained =
        fixture.estimate(plain(Variant.XI, List.of(.5), List.of(), .2, false), rows);
    Estimate ppo = fixture.estimate(plain(Variant.PPO, List.of(), List.of(1.), .2, true), rows);

    // −(r − .2·log-ratio)/3.
    double[] expected = {-(1 - .02) / 3, -(-2 + .04) / 3, -(.5 - .08) / 3};
    assertThat(cotangents(constrained, "policy", "logp")).containsExactly(expected, ROUNDING);
    assertThat(cotangents(ppo, "policy", "logp")).containsExactly(expected, ROUNDING);
    assertThat(ppo.losses()).containsOnlyKeys("policy", "value");
  }

  @Test
  void saturatedRewardsAreSwitchedOff() {
    // V = (2, 3): the first threshold is reached, the second not.
    Batch rows = fixture.choices(new double[] {0, 0}, 2, new double[] {1, 2, 3, 4}, 0, 0);
    ConstrainedPpo sat = plain(Variant.PPO_SAT, List.of(2., 3.5), List.of(1., 10.), .2, true);

    Estimate found = fixture.estimate(sat, rows);

    assertThat(cotangents(found, "policy", "logp"))
        .containsExactly(new double[] {-20 / 2., -40 / 2.}, ROUNDING);
  }

  /** Multipliers of w = 0: λ = ½ of each reward, and ½ of the KL, whose weight is all it has. */
  @Test
  void allHoldsRewardsDownAndTheKlUp() {
    Batch rows = fixture.choices(new double[] {.1, -.2}, 1, new double[] {1, 3}, 0, 0);
    ConstrainedPpo all = plain(Variant.ALL, List.of(1.5, -.01), List.of(2.), .2, true);

    Estimate found = fixture.estimate(all, rows);

    // (2 − ½)·(1, 3) + ½·(−.02, .04).
    assertThat(cotangents(found, "policy", "logp"))
        .containsExactly(new double[] {-(1.5 - .01) / 2, -(4.5 + .02) / 2}, ROUNDING);
    // ½·(θ − V) + ½·(V_KL − θ_KL) with V = 2 and V_KL = .01.
    assertThat(loss(found, "multiplier").value()).isCloseTo(-.25 + .01, ROUNDING);
    double[] cotangents = cotangents(found, "multiplier", "multiplier");
    // s′ = ¼: the reward's multiplier rises, as V is above its bound, that of the KL falls.
    assertThat(cotangents[0] + cotangents[2]).isCloseTo(.25 * -.5, ROUNDING);
    assertThat(cotangents[1] + cotangents[3]).isCloseTo(.25 * .02, ROUNDING);
  }

  /** An episode of three steps and one of one step, n = 1, γ = .9, GAE's λ = .8, c = .5. */
  private Batch episodes() {
    int[] starts = {0, 3, 4};
    Map<String, Column> columns = new LinkedHashMap<>();
    columns.put("logp", fixture.arena.lists(starts, -1, -2, -1, -3));
    columns.put("old_logp", fixture.arena.lists(starts, -1.1, -1.8, -1, -2));
    columns.put("ref_logp", fixture.arena.lists(starts, -1.5, -1.6, -1, -2.4));
    columns.put("rewards", fixture.arena.vectors(1, 2, -1));
    columns.put("value", fixture.arena.vectorLists(2, starts, .5, .1, .3, -.2, 1, .4, -.6, 0));
    columns.put("multiplier", fixture.arena.numbers(.7, .7));
    return fixture.arena.batch(columns);
  }

  private static ConstrainedPpo discounted(boolean normalize) {
    return new ConstrainedPpo(
        Variant.XI, List.of(.5), List.of(), .5, false, .2, normalize, .9, .8, .5, .25);
  }

  /**
   * Σ (γλ)^k δ_{t+k} of one episode, from rewards and values, in another order than suffix sums.
   */
  private static double[] advantages(double[] rewards, double[] values) {
    double[] advantages = new double[rewards.length];
    for (int t = 0; t < rewards.length; t++) {
      for (int k = t; k < rewards.length; k++) {
        double next = k + 1 < rewards.length ? values[k + 1] : 0;
        advantages[t] += Math.pow(.9 * .8, k - t) * (rewards[k] + .9 * next - values[k]);
      }
    }
    return advantages;
  }

  @Test
  void advantagesAreGeneralizedStreamByStream() {
    Estimate found = fixture.estimate(discounted(false), episodes());

    double[] task = advantages(new double[] {0, 0, 2}, new double[] {.5, .3, 1});
    double[] kl = advantages(new double[] {-.2, .1, 0}, new double[] {.1, -.2, .4});
    double[] mixed = {
      kl[0] + .7 * task[0],
      kl[1] + .7 * task[1],
      kl[2] + .7 * task[2],
      -.5 * .4 - 0 + .7 * (-1 + .6)
    };
    double[] ratio = {Math.exp(.1), Math.exp(-.2), 1, Math.exp(-1)};
    double sum = 0;
    for (int t = 0; t < 4; t++) {
      double clipped = Math.min(1.2, Math.max(.8, ratio[t]));
      sum -= Math.min(ratio[t] * mixed[t], clipped * mixed[t]) / 4;
    }
    assertThat(loss(found, "policy").value()).isCloseTo(sum, ROUNDING);
    assertThat(found.value("kl_return")).isCloseTo((-.2 + .1 - .2) / 2, ROUNDING);
    assertThat(found.value("reward_0")).isCloseTo(.5, ROUNDING);

    // The targets are advantage + value, so the errors are the advantages.
    double squares = 0;
    for (int t = 0; t < 3; t++) {
      squares += .5 * task[t] * task[t] + .25 * kl[t] * kl[t];
    }
    squares += .5 * .4 * .4 + .25 * .2 * .2;
    assertThat(loss(found, "value").value()).isCloseTo(squares / 4, ROUNDING);
    assertThat(loss(found, "value").kind()).isEqualTo(Loss.Kind.SURROGATE);
    assertThat(loss(found, "policy").kind()).isEqualTo(Loss.Kind.EXACT);
    // dL/dV of the first token's two heads: −2·weight·advantage/4, targets standing still.
    assertThat(cotangents(found, "value", "value")[0]).isCloseTo(-.25 * task[0], ROUNDING);
    assertThat(cotangents(found, "value", "value")[1]).isCloseTo(-.125 * kl[0], ROUNDING);
  }

  @Test
  void streamsAreStandardizedOverTokens() {
    Estimate found = fixture.estimate(discounted(true), episodes());

    double[] task = advantages(new double[] {0, 0, 2}, new double[] {.5, .3, 1});
    double[] kl = advantages(new double[] {-.2, .1, 0}, new double[] {.1, -.2, .4});
    double[] standardTask = standardized(task[0], task[1], task[2], -.4);
    double[] standardKl = standardized(kl[0], kl[1], kl[2], -.2);
    double mixed = standardKl[2] + .7 * standardTask[2];
    // The third token's ratio is 1.
    assertThat(cotangents(found, "policy", "logp")[2]).isCloseTo(-mixed / 4, ROUNDING);
  }

  private static double[] standardized(double... values) {
    double mean = Arrays.stream(values).average().orElseThrow();
    double squares = Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum();
    double std = Math.sqrt(squares / (values.length - 1));
    return Arrays.stream(values).map(value -> (value - mean) / (std + 1e-8)).toArray();
  }

  @Test
  void streamsWithoutVarianceAreZero() {
    ConstrainedPpo defaults =
        new ConstrainedPpo(
            Variant.XI, List.of(.5), List.of(), .2, true, .2, true, .99, .95, .5, .5);
    double third = 1 / 3.;
    Batch equal = fixture.choices(new double[] {0, 0, 0}, 1, new double[] {third, third, third}, 1);
    Batch single = fixture.choices(new double[] {0}, 1, new double[] {third}, 1);

    assertThat(cotangents(fixture.estimate(defaults, equal), "policy", "logp")).containsOnly(0);
    assertThat(cotangents(fixture.estimate(defaults, single), "policy", "logp")).containsOnly(0);
  }

  @Test
  void tokensUnderTheMaskAreNoSteps() {
    Batch whole = episodes();
    // The same episodes with a prompt's token before and padding behind.
    int[] starts = {0, 5, 7};
    Map<String, Column> columns = new LinkedHashMap<>();
    columns.put("logp", fixture.arena.lists(starts, 9, -1, -2, -1, 9, 9, -3));
    columns.put("old_logp", fixture.arena.lists(starts, 9, -1.1, -1.8, -1, 9, 9, -2));
    columns.put("ref_logp", fixture.arena.lists(starts, 9, -1.5, -1.6, -1, 9, 9, -2.4));
    columns.put("rewards", fixture.arena.vectors(1, 2, -1));
    columns.put(
        "value",
        fixture.arena.vectorLists(2, starts, 9, 9, .5, .1, .3, -.2, 1, .4, 9, 9, 9, 9, -.6, 0));
    columns.put("multiplier", fixture.arena.numbers(.7, .7));
    columns.put("loss_mask", fixture.arena.lists(starts, 0, 1, 1, 1, 0, 0, 1));

    Estimate masked = fixture.estimate(discounted(true), fixture.arena.batch(columns));
    Estimate found = fixture.estimate(discounted(true), whole);

    for (String name : List.of("policy", "value", "multiplier", "kl_return")) {
      assertThat(masked.value(name)).isEqualTo(found.value(name));
    }
  }

  @Test
  void refusesRewardsAndCriticsOfAnotherWidth() {
    ConstrainedPpo two = plain(Variant.XI, List.of(.5, .5), List.of(), .2, true);
    Batch scalar = fixture.choices(new double[] {0, 0}, 1, new double[] {1, 2}, 0, 0);
    Batch three = fixture.choices(new double[] {0}, 3, new double[] {1, 2, 3}, 0, 0);
    Batch blind =
        fixture
            .choices(new double[] {0}, 2, new double[] {1, 2}, 0, 0)
            .with("value", fixture.arena.vectors(4, 0, 0, 0, 0));

    for (Batch rewards : List.of(scalar, three)) {
      assertThatThrownBy(() -> fixture.estimate(two, rewards))
          .isInstanceOf(EsscherException.class)
          .hasMessageContaining("rewards");
    }
    assertThatThrownBy(() -> fixture.estimate(two, blind))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("a vector of 3");
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.NEGATIVE_INFINITY})
  void refusesRewardsThatAreNotFinite(double reward) {
    Batch rows = fixture.choices(new double[] {0, 0}, 2, new double[] {1, 2, reward, 4}, 0, 0);

    assertThatThrownBy(
            () -> fixture.estimate(plain(Variant.XI, List.of(.5, .5), List.of(), .2, true), rows))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("rewards")
        .hasMessageContaining("row 1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ppo     | []       | []     | need weights",
        "mu      | []       | []     | needs 1 thresholds",
        "xi      | [1, 2]   | [1, 1] | mu and xi have none",
        "ppo-sat | [1]      | [1, 1] | of 2 rewards needs 2 thresholds",
        "all     | [1, 2]   | [1, 1] | the last one that of the KL reward",
        "xi      | [Infinity] | []   | have to be finite"
      })
  void refusesThresholdsThatDoNotBelongToTheVariant(
      String variant, String thresholds, String weights, String reason) {
    assertThatThrownBy(
            () ->
                fixture.host.component(
                    Estimator.class,
                    "constrained-ppo",
                    Map.of(
                        "variant",
                        variant,
                        "thresholds",
                        list(thresholds),
                        "weights",
                        list(weights))))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining(reason);
  }

  private static List<String> list(String numbers) {
    String inside = numbers.substring(1, numbers.length() - 1);
    return inside.isEmpty() ? List.of() : List.of(inside.split(", ", -1));
  }

  @Test
  void refusesAnObjectiveThatVanishes() {
    assertThatThrownBy(() -> plain(Variant.XI, List.of(.5), List.of(), 0, false))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("klCoef 0");
    assertThat(plain(Variant.XI, List.of(.5), List.of(), 0, true).rewards()).isEqualTo(1);
  }
}
