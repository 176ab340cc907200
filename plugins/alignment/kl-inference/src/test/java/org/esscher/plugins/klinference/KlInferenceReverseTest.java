package org.esscher.plugins.klinference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.esscher.api.EsscherException;
import org.esscher.api.Loss;
import org.esscher.api.State;
import org.junit.jupiter.api.Test;

/**
 * The reverse estimator on one worked batch, β = ½. With ln 2 = .693147, log π₀ − log π is −ln 2,
 * 0, 0 and 2 ln 2, so r′ = r + β(log π₀ − log π) is 1 − .346574 = .653426, 0, 2 and −1 + .693147 =
 * −.306853; their mean is .586643.
 */
final class KlInferenceReverseTest {
  private static final double LN2 = Math.log(2);
  private static final double[] REGULARIZED = {1 - LN2 / 2, 0, 2, -1 + LN2};
  private static final double MEAN = .586643;

  private static WorkedBatch batch() {
    return new WorkedBatch()
        .with("prompt_id", 1, 1, 2, 2)
        .withLog("logp", .5, .25, .5, .125)
        .withLog("ref_logp", .25, .25, .5, .5)
        .with("reward", 1, 0, 2, -1);
  }

  private static KlInferenceReverse reverse(KlInferenceReverse.Baseline baseline) {
    return new KlInferenceReverse(.5, baseline, null, Scope.PER_PROMPT);
  }

  /** −(r′ − b)/N. */
  private static double[] cotangents(double... baselines) {
    double[] all = new double[4];
    java.util.Arrays.setAll(all, i -> -(REGULARIZED[i] - baselines[i]) / 4);
    return all;
  }

  @Test
  void check4_on_a_sampled_batch_only_the_score_function_carries_a_derivative() {
    WorkedBatch.Result result = batch().estimate(reverse(KlInferenceReverse.Baseline.NONE));
    assertThat(result.value()).isCloseTo(-MEAN, within(1e-6));
    // A derivative through log π inside r′ would add β/N = .125 to each.
    assertThat(result.cotangent()).containsExactly(cotangents(0, 0, 0, 0), within(1e-12));
    assertThat(result.kind()).isEqualTo(Loss.Kind.SURROGATE);
  }

  @Test
  void baselines_are_built_from_the_regularized_reward() {
    assertThat(batch().estimate(reverse(KlInferenceReverse.Baseline.LOO)).cotangent())
        .containsExactly(
            cotangents(REGULARIZED[1], REGULARIZED[0], REGULARIZED[3], REGULARIZED[2]),
            within(1e-12));
    double mean = (REGULARIZED[0] + REGULARIZED[1] + REGULARIZED[2] + REGULARIZED[3]) / 4;
    assertThat(batch().estimate(reverse(KlInferenceReverse.Baseline.BATCH_MEAN)).cotangent())
        .containsExactly(cotangents(mean, mean, mean, mean), within(1e-12));
  }

  @Test
  void moving_baseline_is_the_mean_before_the_batch() {
    KlInferenceReverse moving = reverse(KlInferenceReverse.Baseline.EMA);
    WorkedBatch.Result first = batch().estimate(moving);
    assertThat(first.cotangent()).containsExactly(cotangents(0, 0, 0, 0), within(1e-12));
    assertThat(first.state().number("reward_sum", 0)).isCloseTo(4 * MEAN, within(4e-6));
    assertThat(first.state().number("reward_count", 0)).isEqualTo(4);
    State before = State.empty().with("reward_sum", 6).with("reward_count", 3);
    assertThat(batch().estimate(moving, before).cotangent())
        .containsExactly(cotangents(2, 2, 2, 2), within(1e-12));
  }

  @Test
  void standard_error_is_that_of_a_mean_of_rows_and_none_for_one_row() {
    // Deviations from .586643: .066783, −.586643, 1.413357, −.893496; their squares sum to
    // 3.144522, so the standard deviation with ddof 1 is 1.023804, over √4.
    assertThat(batch().estimate(reverse(KlInferenceReverse.Baseline.LOO)).standardError())
        .isCloseTo(.511902, within(1e-6));
    WorkedBatch one =
        new WorkedBatch()
            .with("prompt_id", 1)
            .withLog("logp", .5)
            .withLog("ref_logp", .5)
            .with("reward", 1);
    assertThat(one.estimate(reverse(KlInferenceReverse.Baseline.NONE)).standardError()).isNaN();
  }

  @Test
  void diagnostics_are_averaged_over_rows() {
    WorkedBatch.Result result = batch().estimate(reverse(KlInferenceReverse.Baseline.LOO));
    // P/q = π₀/π · exp(2r): ½e² = 3.694528 and 1 of prompt 1, e⁴ = 54.598150 and 4e⁻² = .541341 of
    // prompt 2; log Ẑ = ln 2.347264 = .853250 and ln 27.569746 = 3.316719.
    assertThat(result.metric("log_z")).isCloseTo((.853250 + 3.316719) / 2, within(1e-6));
    assertThat(result.metric("elbo_over_beta")).isCloseTo(2 * MEAN, within(2e-6));
    assertThat(result.metric("kl_to_posterior_est"))
        .isCloseTo(result.metric("log_z") - result.metric("elbo_over_beta"), within(1e-12));
    // Weights 1.573972, .426028, 1.980365, .019635: 16/(2.477389 + .181500 + 3.921845 + .000386).
    assertThat(result.metric("ess")).isCloseTo(2.431205, within(1e-5));
    // −mean log π: (1 + 2 + 1 + 3) ln 2 / 4.
    assertThat(result.metric("policy_entropy_est")).isCloseTo(7 * LN2 / 4, within(1e-12));
  }

  @Test
  void unique_fraction_counts_rows_by_prompt_and_action() {
    KlInferenceReverse loo = reverse(KlInferenceReverse.Baseline.LOO);
    assertThat(batch().estimate(loo).metric("unique_fraction")).isEqualTo(1);
    WorkedBatch repeating = batch().with("action", 5, 5, 5, 6);
    assertThat(repeating.estimate(loo).metric("unique_fraction")).isEqualTo(.75);
    // Weights must not matter: 3 of 4 rows, whichever of the two equal ones is heavier.
    assertThat(repeating.with("weight", 1, 2, 4, 8).estimate(loo).metric("unique_fraction"))
        .isCloseTo(.75, within(1e-12));
  }

  @Test
  void shift_of_all_rewards_changes_no_cotangent() {
    KlInferenceReverse loo = reverse(KlInferenceReverse.Baseline.LOO);
    // Check 3; 256 is added without rounding, and cancels exactly but for r′'s own last digits.
    assertThat(batch().with("reward", 257, 256, 258, 255).estimate(loo).cotangent())
        .containsExactly(batch().estimate(loo).cotangent(), within(1e-13));
  }

  @Test
  void equal_rewards_leave_the_pure_pull_to_the_prior() {
    double[] cotangent =
        batch()
            .with("reward", 3, 3, 3, 3)
            .estimate(reverse(KlInferenceReverse.Baseline.LOO))
            .cotangent();
    // r′ − 3 = −½ ln 2, 0, 0, ln 2, less the other row's; over 4.
    assertThat(cotangent)
        .containsExactly(new double[] {LN2 / 8, -LN2 / 8, LN2 / 4, -LN2 / 4}, within(1e-12));
  }

  @Test
  void lone_row_is_refused_by_the_leave_one_out_baseline_whatever_it_weighs() {
    assertThatThrownBy(
            () ->
                batch()
                    .with("prompt_id", 1, 1, 1, 2)
                    .with("weight", 1, 1, 1, 5)
                    .estimate(reverse(KlInferenceReverse.Baseline.LOO)))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("at least two samples per prompt")
        .hasMessageContaining("row 3");
    // Two light rows are two all the same.
    assertThat(
            batch()
                .with("weight", .25, .25, .25, .25)
                .estimate(reverse(KlInferenceReverse.Baseline.LOO))
                .cotangent())
        .containsExactly(
            cotangents(REGULARIZED[1], REGULARIZED[0], REGULARIZED[3], REGULARIZED[2]),
            within(1e-12));
  }

  @Test
  void values_that_are_no_numbers_are_refused() {
    for (double bad : new double[] {Double.NaN, Double.NEGATIVE_INFINITY}) {
      assertThatThrownBy(
              () ->
                  batch()
                      .with("logp", -1, bad, -1, -1)
                      .estimate(reverse(KlInferenceReverse.Baseline.NONE)))
          .isInstanceOf(EsscherException.class)
          .hasMessageContaining("logp");
    }
    for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(
              () ->
                  batch()
                      .with("reward", 0, bad, 0, 0)
                      .estimate(reverse(KlInferenceReverse.Baseline.NONE)))
          .isInstanceOf(EsscherException.class)
          .hasMessageContaining("reward");
    }
  }
}
