package org.esscher.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Policies as rewards, rewards as targets, and preferences. */
class CompositeTest {
  private final ArrayContext context = new ArrayContext();
  private final PowerModel.AsPolicy policy = new PowerModel.AsPolicy(2);
  private final PowerModel.AsPolicy reference = new PowerModel.AsPolicy(1);
  private final Batch rows = ArrayBatch.of("x", 0, 3);

  /** At θ = 2: 2x + 8 = 8, 14; at θ = 1: x + 1 = 1, 4; half the difference is 3.5, 5. */
  @Test
  void a_policy_is_a_reward() {
    RewardModel reward = policy.asReward(reference, .5);
    assertThat(reward.inputs()).containsExactly("x");
    assertThat(reward.outputs()).containsExactly("score");
    try (Forward forward = reward.forward(rows, Set.of("score"), context)) {
      assertThat(forward.output("score").toArray()).containsExactly(3.5, 5);
    }
  }

  /** d(½(θx + θ³))/dθ = ½(x + 12) = 6 and 7.5; with cotangents (1, 2): 21. The prior is frozen. */
  @Test
  void its_parameters_are_the_policys() {
    RewardModel reward = policy.asReward(reference, .5);
    Vectored parameters = reward.as(Vectored.class).orElseThrow();
    assertThat(parameters.parameters()).isEqualTo(Vector.of(2));
    try (Forward forward = reward.forward(rows, Set.of("score"), context)) {
      Gradient gradient =
          forward.pullback(Map.of("score", context.numbers(1, 2)), Set.of()).gradient();
      assertThat(parameters.vector(gradient)).isEqualTo(Vector.of(21));
      assertThatThrownBy(() -> forward.pullback(Map.of("logp", context.numbers(1, 2)), Set.of()))
          .hasMessage("a pullback through score got cotangents of [logp]");
    }
  }

  /** The target of the reward is π₀·exp(r/β): log π₀ + (β(log π − log π₀))/β = log π. */
  @Test
  void the_target_of_a_policys_reward_is_the_policy() {
    Model target = policy.asReward(reference, .5).asTarget(reference, .5);
    try (Forward forward = target.forward(rows, Set.of("log_target"), context)) {
      assertThat(forward.output("log_target").toArray()).containsExactly(8, 14);
    }
  }

  @Test
  void ragged_outputs_keep_their_shape() {
    Batch tokens = context.batch(Map.of("x", context.lists(new int[] {0, 1, 3}, 0, 3, 0)));
    try (Forward forward =
        policy.asReward(reference, .5).forward(tokens, Set.of("score"), context)) {
      Column score = forward.output("score");
      assertThat(score.ragged()).isTrue();
      assertThat(score.start(1)).isEqualTo(1);
      assertThat(score.toArray()).containsExactly(3.5, 5, 3.5);
    }
  }

  @Test
  void other_outputs_and_temperatures_are_refused() {
    RewardModel reward = policy.asReward(reference, 1);
    assertThatThrownBy(() -> reward.forward(rows, Set.of("logp"), context))
        .hasMessage("this model computes score, not [logp]");
    assertThatThrownBy(() -> policy.asReward(reference, 0)).hasMessageContaining("got 0.0");
    assertThatThrownBy(() -> reward.asTarget(reference, Double.NaN))
        .hasMessageContaining("got NaN");
  }

  /** At θ = 1 the scores are x + 1; σ(0) = ½, σ(3 − 0) = 0.952574126822433. */
  @Test
  void bradley_terry_is_the_default_preference() {
    RewardModel reward = new PowerModel.AsReward(1);
    Column preference = reward.compare(ArrayBatch.of("x", 2, 3), ArrayBatch.of("x", 2, 0), context);
    assertThat(preference.at(0)).isEqualTo(.5);
    assertThat(preference.at(1)).isCloseTo(.952574126822433, within(1e-15));
  }

  @Test
  void vectors_and_lists_have_no_bradley_terry_preference() {
    RewardModel reward = new PowerModel.AsReward(1);
    Batch lists = context.batch(Map.of("x", context.lists(new int[] {0, 2}, 1, 2)));
    assertThatThrownBy(() -> reward.compare(lists, lists, context))
        .hasMessageContaining("got 1 rows of width 1 in lists and 1 rows");
    assertThatThrownBy(() -> reward.compare(rows, ArrayBatch.of("x", 1), context))
        .hasMessageContaining("got 2 rows of width 1 and 1 rows");
  }
}
