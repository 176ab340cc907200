package org.esscher.plugins.base.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.Objects;
import org.assertj.core.data.Offset;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Estimate;
import org.esscher.api.Loss;
import org.esscher.plugins.base.EstimationFixture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The losses of actors and critics on two or three steps, whose values are worked out by hand. */
class ControlLossesTest {
  private static final Offset<Double> ROUNDING = within(1e-14);

  private final EstimationFixture fixture = new EstimationFixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  private Column vectors(int width, double... values) {
    return fixture.columns().vectors(width, values);
  }

  private static double[] cotangents(Estimate estimate, String loss, String column) {
    Map<String, Map<String, Column>> bySlot =
        Objects.requireNonNull(estimate.losses().get(loss)).cotangents();
    return Objects.requireNonNull(Objects.requireNonNull(bySlot.get("transitions")).get(column))
        .toArray();
  }

  /**
   * γ = ½; y = 1 + ½·4 = 3, and 2 where the episode ended. Errors ½ and −3: Huber ⅛ and 2½; the
   * derivatives are ½ and −1, over two rows.
   */
  @Test
  void dqnsLossIsQuadraticWithinItsBoundAndLinearBeyond() {
    Batch batch =
        fixture.batch(
            "observation", fixture.numbers(0, 0),
            "next_observation", fixture.numbers(1, 1),
            "action", fixture.numbers(0, 1),
            "reward", fixture.numbers(1, 2),
            "terminated", fixture.columns().booleans(false, true),
            "q", fixture.numbers(3.5, -1),
            "target_next_q", vectors(2, 4, 3, 9, 9));
    Estimate estimate = fixture.estimate(new Dqn(0.5, 1), "transitions", batch);
    assertThat(estimate.value("dqn")).isCloseTo((0.125 + 2.5) / 2, ROUNDING);
    assertThat(cotangents(estimate, "dqn", "q"))
        .containsExactly(new double[] {0.25, -0.5}, ROUNDING);
    assertThat(EstimationFixture.loss(estimate).kind()).isEqualTo(Loss.Kind.EXACT);

    // With a bound of 2 the second loss is 2·(3 − 1) = 4, and its derivative −2.
    Estimate wider = fixture.estimate(new Dqn(0.5, 2), "transitions", batch);
    assertThat(wider.value("dqn")).isCloseTo((0.125 + 4) / 2, ROUNDING);
    assertThat(cotangents(wider, "dqn", "q")).containsExactly(new double[] {0.25, -1}, ROUNDING);
  }

  /** A row of two steps says its own discount: y = 1 + ¼·4 = 2. */
  @Test
  void rowsMaySpanSeveralSteps() {
    Batch batch =
        fixture.batch(
            "observation", fixture.numbers(0),
            "next_observation", fixture.numbers(1),
            "action", fixture.numbers(0),
            "reward", fixture.numbers(1),
            "terminated", fixture.columns().booleans(false),
            "discount", fixture.numbers(0.25),
            "q", fixture.numbers(2),
            "target_next_q", vectors(2, 4, 3));
    assertThat(fixture.estimate(new Dqn(0.5, 1), "transitions", batch).value("dqn")).isZero();
  }

  /**
   * Advantages 3 and −1 standardize to ±1. Ratios 1.5 and 1.5, ε = 0.2: min(1.5, 1.2) and min(−1.5,
   * −1.2), so that only the second has a gradient. Entropy 0.7 a step at weight 0.1. The critic:
   * ½·2² and ½·0².
   */
  @Test
  void ppoClipsStandardizedAdvantages() {
    Batch batch =
        fixture.batch(
            "observation", fixture.numbers(0, 0),
            "action", fixture.numbers(0, 1),
            "logp", fixture.numbers(Math.log(0.6), Math.log(0.6)),
            "old_logp", fixture.numbers(Math.log(0.4), Math.log(0.4)),
            "entropy", fixture.numbers(0.7, 0.7),
            "advantage", fixture.numbers(3, -1),
            "value", fixture.numbers(3, 5),
            "return_to_go", fixture.numbers(1, 5));
    Estimate estimate = fixture.estimate(new Ppo(0.2, 0.1, true), "transitions", batch);
    double unit = 2 / (2 + 1e-8);
    assertThat(estimate.value("policy")).isCloseTo(-(1.2 - 1.5) / 2 * unit - 0.07, within(1e-14));
    assertThat(cotangents(estimate, "policy", "logp"))
        .containsExactly(new double[] {0, 0.75 * unit}, within(1e-14));
    assertThat(cotangents(estimate, "policy", "entropy")).containsExactly(-0.05, -0.05);
    assertThat(estimate.value("value")).isEqualTo(1);
    assertThat(cotangents(estimate, "value", "value")).containsExactly(1, 0);
    assertThat(estimate.value("clip_fraction")).isEqualTo(0.5);
  }

  private Batch steps(Object... more) {
    Object[] all = new Object[more.length + 10];
    Object[] first = {
      "observation", fixture.numbers(0, 0),
      "next_observation", fixture.numbers(1, 1),
      "action", fixture.numbers(0.5, -0.5),
      "reward", fixture.numbers(1, 2),
      "terminated", fixture.columns().booleans(false, true)
    };
    System.arraycopy(first, 0, all, 0, 10);
    System.arraycopy(more, 0, all, 10, more.length);
    return fixture.batch(all);
  }

  /**
   * γ = ½, α = 2: y = 1 + ½·(4 − 2·(−1)) = 4, and 2 where it ended. Errors of the twins (1, −1) and
   * (0, 3): 2 and 9. The actor: 2·(−1) − 3 and 2·0.5 − 1; the temperature: −log 2·(log π − 1).
   */
  @Test
  void sacsCriticsActorAndTemperature() {
    Batch batch =
        steps(
            "noise", fixture.numbers(0, 0),
            "next_noise", fixture.numbers(0, 0),
            "log_temperature", fixture.numbers(Math.log(2), Math.log(2)),
            "next_action", fixture.numbers(0, 0),
            "next_logp", fixture.numbers(-1, -1),
            "target_next_q", fixture.numbers(4, 40),
            "q_members", vectors(2, 5, 3, 2, 5),
            "policy_action", fixture.numbers(0, 0),
            "policy_logp", fixture.numbers(-1, 0.5),
            "policy_q", fixture.numbers(3, 1));
    Estimate estimate = fixture.estimate(new Sac(0.5, -1), "transitions", batch);
    assertThat(estimate.value("critic")).isCloseTo(5.5, ROUNDING);
    assertThat(cotangents(estimate, "critic", "q_members"))
        .containsExactly(new double[] {1, -1, 0, 3}, ROUNDING);
    assertThat(estimate.value("actor")).isCloseTo((-5 + 0) / 2.0, ROUNDING);
    assertThat(cotangents(estimate, "actor", "policy_logp"))
        .containsExactly(new double[] {1, 1}, ROUNDING);
    assertThat(cotangents(estimate, "actor", "policy_q")).containsExactly(-0.5, -0.5);
    assertThat(estimate.value("temperature")).isCloseTo(Math.log(2) * (2 + 0.5) / 2, ROUNDING);
    assertThat(cotangents(estimate, "temperature", "log_temperature"))
        .containsExactly(new double[] {1, 0.25}, ROUNDING);
    assertThat(estimate.value("entropy")).isEqualTo(0.25);
  }

  /** y = 1 + ½·4 = 3 and 2; errors (2, 0) and (0, 3). */
  @Test
  void tdThreesCritics() {
    Batch batch =
        steps(
            "noise", fixture.numbers(0, 0),
            "target_next_action", fixture.numbers(0, 0),
            "target_next_q", fixture.numbers(4, 40),
            "q_members", vectors(2, 5, 3, 2, 5));
    Estimate estimate = fixture.estimate(new Td3BcCritic(0.5, 1, 0.2, 0.5), "transitions", batch);
    assertThat(estimate.value("critic")).isEqualTo(6.5);
    assertThat(cotangents(estimate, "critic", "q_members")).containsExactly(2, 0, 0, 3);
  }

  /**
   * Q₁ = 1 and −3: mean −1, mean size 2, λ = 2.5/2. The actions are ½ too large and right: mean of
   * squares ⅛. Derivatives −λ/2 of Q₁, and 2·½/2 of the first action. Ten times Q gives the same.
   */
  @Test
  void tdThreesActorScalesTheCritic() {
    for (double scale : new double[] {1, 10}) {
      Batch batch =
          steps(
              "policy_action", fixture.numbers(1, -0.5),
              "policy_q", vectors(2, scale, 7, -3 * scale, 7));
      Estimate estimate = fixture.estimate(new Td3Bc(2.5), "transitions", batch);
      assertThat(estimate.value("actor")).isCloseTo(0.125 + 1.25, ROUNDING);
      assertThat(cotangents(estimate, "actor", "policy_action")).containsExactly(0.5, 0);
      double slope = -0.625 / scale;
      assertThat(cotangents(estimate, "actor", "policy_q"))
          .containsExactly(new double[] {slope, 0, slope, 0}, ROUNDING);
    }
  }

  /**
   * τ = 0.7, u = 2 and −1: 0.7·4 and 0.3·1. The critic: y = 1 + ½·6 = 4 and 2; errors (1, −1) and
   * (0, 3). β = 3 and the largest weight 100: min(e⁶, 100) = 100 and e⁻³.
   */
  @Test
  void iqlWeighsByTheAdvantage() {
    Batch batch =
        steps(
            "target_q", fixture.numbers(5, 1),
            "value", fixture.numbers(3, 2),
            "next_value", fixture.numbers(6, 60),
            "q_members", vectors(2, 5, 3, 2, 5),
            "logp", fixture.numbers(-1, -2));
    Estimate estimate = fixture.estimate(new Iql(0.5, 0.7, 3, 100), "transitions", batch);
    assertThat(estimate.value("value")).isCloseTo((2.8 + 0.3) / 2, ROUNDING);
    assertThat(cotangents(estimate, "value", "value"))
        .containsExactly(new double[] {-1.4, 0.3}, ROUNDING);
    assertThat(estimate.value("critic")).isEqualTo(5.5);
    assertThat(estimate.value("policy")).isCloseTo((100 + 2 * Math.exp(-3)) / 2, within(1e-12));
    assertThat(cotangents(estimate, "policy", "logp"))
        .containsExactly(new double[] {-50, -Math.exp(-3) / 2}, within(1e-12));
  }

  @Test
  void cloningFitsWhatWasLogged() {
    Batch logged = steps("logp", fixture.numbers(-1, -3));
    BehaviorCloning likely = new BehaviorCloning(BehaviorCloning.Criterion.LOG_LIKELIHOOD);
    assertThat(fixture.estimate(likely, "transitions", logged).value("behavior-cloning"))
        .isEqualTo(2);
    Batch acted = steps("policy_action", fixture.numbers(1.5, -0.5));
    BehaviorCloning near = new BehaviorCloning(BehaviorCloning.Criterion.SQUARED);
    assertThat(fixture.estimate(near, "transitions", acted).value("behavior-cloning"))
        .isEqualTo(0.5);
  }
}
