package org.esscher.plugins.klinference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.esscher.api.EsscherException;
import org.esscher.api.Loss;
import org.esscher.api.State;
import org.junit.jupiter.api.Test;

/**
 * The forward estimator on two rows of one prompt with rewards 0: P/q = .4/.1 and .4/.4, Ẑ = 2.5,
 * so the weights are 1.6 and .4.
 */
final class KlInferenceForwardTest {
  private static final double LN2 = Math.log(2);

  private static WorkedBatch batch() {
    return new WorkedBatch()
        .with("prompt_id", 1, 1)
        .withLog("logp", .5, .25)
        .withLog("ref_logp", .4, .4)
        .withLog("behavior_logp", .1, .4)
        .with("reward", 0, 0);
  }

  private static KlInferenceForward forward(
      KlInferenceForward.Baseline baseline, KlInferenceForward.Normalizer logz, double clip) {
    return new KlInferenceForward(.5, baseline, logz, Scope.PER_PROMPT, clip);
  }

  private static KlInferenceForward plain() {
    return forward(
        KlInferenceForward.Baseline.NONE,
        KlInferenceForward.Normalizer.BATCH,
        Double.POSITIVE_INFINITY);
  }

  @Test
  void value_is_the_self_normalized_cross_entropy() {
    WorkedBatch.Result result = batch().estimate(plain());
    assertThat(result.value()).isCloseTo((1.6 * LN2 + .4 * 2 * LN2) / 2, within(1e-12));
    assertThat(result.cotangent()).containsExactly(new double[] {-.8, -.2}, within(1e-12));
    assertThat(result.kind()).isEqualTo(Loss.Kind.EXACT);
    assertThat(result.metric("log_z")).isCloseTo(Math.log(2.5), within(1e-12));
    // 2²/(1.6² + .4²).
    assertThat(result.metric("ess")).isCloseTo(4 / 2.72, within(1e-12));
    assertThat(result.metric("skipped_prompts")).isZero();
  }

  @Test
  void rewards_count_by_the_temperature() {
    // exp(r/β) = e² for r = 1: P/q = 4 and e² = 7.389056, Ẑ = 5.694528.
    assertThat(batch().with("reward", 0, 1).estimate(plain()).cotangent())
        .containsExactly(new double[] {-4 / 5.694528 / 2, -7.389056 / 5.694528 / 2}, within(1e-6));
  }

  @Test
  void unit_baseline_changes_the_cotangent_and_not_the_value() {
    WorkedBatch.Result result =
        batch()
            .estimate(
                forward(
                    KlInferenceForward.Baseline.UNIT,
                    KlInferenceForward.Normalizer.BATCH,
                    Double.POSITIVE_INFINITY));
    assertThat(result.value()).isCloseTo(1.2 * LN2, within(1e-12));
    assertThat(result.cotangent()).containsExactly(new double[] {-.3, .3}, within(1e-12));
    assertThat(result.kind()).isEqualTo(Loss.Kind.SURROGATE);
  }

  @Test
  void clip_comes_after_normalization_and_nothing_is_normalized_again() {
    WorkedBatch.Result result =
        batch()
            .estimate(
                forward(
                    KlInferenceForward.Baseline.NONE, KlInferenceForward.Normalizer.BATCH, 1.5));
    assertThat(result.cotangent()).containsExactly(new double[] {-.75, -.2}, within(1e-12));
    assertThat(result.value()).isCloseTo((1.5 + .8) * LN2 / 2, within(1e-12));
  }

  @Test
  void running_normalizer_of_each_prompt_is_the_count_weighted_mean_of_its_earlier_rows() {
    KlInferenceForward running =
        forward(
            KlInferenceForward.Baseline.NONE,
            KlInferenceForward.Normalizer.RUNNING,
            Double.POSITIVE_INFINITY);
    WorkedBatch.Result first = batch().estimate(running);
    // Its first batch: its own Ẑ.
    assertThat(first.cotangent()).containsExactly(new double[] {-.8, -.2}, within(1e-12));
    // Prompt 1 again, P/q = 5 against the 2.5 of before; prompt 2 is new, so its weight is 1.
    WorkedBatch next =
        batch().with("prompt_id", 1, 2).withLog("behavior_logp", .08, .8).with("reward", 0, 0);
    WorkedBatch.Result second = next.estimate(running, first.state());
    assertThat(second.cotangent()).containsExactly(new double[] {-1, -.5}, within(1e-12));
    // Prompt 1 now has P/q = 4, 1 and 5, mean 10/3; prompt 2 has .5.
    WorkedBatch.Result third = next.estimate(running, second.state());
    assertThat(third.cotangent()).containsExactly(new double[] {-.75, -.5}, within(1e-12));
  }

  @Test
  void running_normalizer_refuses_what_overflows() {
    KlInferenceForward running =
        forward(
            KlInferenceForward.Baseline.NONE,
            KlInferenceForward.Normalizer.RUNNING,
            Double.POSITIVE_INFINITY);
    assertThatThrownBy(() -> batch().with("reward", 0, 400).estimate(running, State.empty()))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("overflows")
        .hasMessageContaining("row 1");
    // In one batch the normalizer stays in logarithms: e⁸⁰⁰ is no trouble.
    assertThat(batch().with("reward", 0, 400).estimate(plain()).cotangent())
        .containsExactly(new double[] {0, -1}, within(1e-12));
  }

  @Test
  void reference_without_mass_is_refused_only_where_the_reward_is_finite() {
    double none = Double.NEGATIVE_INFINITY;
    assertThatThrownBy(() -> batch().with("ref_logp", -1, none).estimate(plain()))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("row 1");
    assertThat(
            batch()
                .with("ref_logp", -1, none)
                .with("reward", 0, none)
                .estimate(plain())
                .cotangent())
        .containsExactly(new double[] {-1, 0}, within(1e-12));
  }
}
