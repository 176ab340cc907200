package org.esscher.plugins.base.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Columns;
import org.esscher.api.Forward;
import org.esscher.api.Model;
import org.esscher.api.ModelProvider;
import org.esscher.api.Policy;
import org.esscher.api.RewardModel;
import org.esscher.api.Vector;
import org.esscher.api.Vectored;
import org.esscher.plugins.base.ArenaContext;
import org.esscher.plugins.base.CentralDifferences;
import org.esscher.plugins.base.model.Role;
import org.esscher.plugins.base.policy.TabularSoftmax;
import org.esscher.plugins.base.policy.Tilted;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CompositeRewardsTest {
  private final ArenaContext context = new ArenaContext();
  private final Columns columns = context.columns();

  @AfterEach
  void close() {
    context.close();
  }

  private ModelProvider bandit(double... logits) {
    return (call, saved) -> {
      Policy policy = new TabularSoftmax(List.of(), 0, "action", logits.length).create(call, saved);
      if (saved == null) {
        policy.as(Vectored.class).orElseThrow().assign(Vector.of(logits));
      }
      return policy;
    };
  }

  private static ModelProvider column(String name) {
    return (call, saved) -> new ColumnReward(name, "");
  }

  private double[] output(Model model, Batch batch, String name) {
    try (Forward forward = model.forward(batch, Set.of(name), context)) {
      return forward.output(name).toArray();
    }
  }

  private Batch rewarded(double... rewards) {
    return columns.batch(
        Map.of(
            "action", columns.integers(0, 1, 2),
            "reward", columns.numbers(rewards)));
  }

  @Test
  void implicitRewardOfATiltedPolicyIsTheReward() {
    // Up to a function of the context: β·(log π − log π₀) = r − β·log Z, so differences agree.
    ModelProvider base = bandit(0.3, -0.2, 1);
    ModelProvider truth = (call, saved) -> new ColumnReward("rewards", "action");
    Batch batch =
        rewarded(0, 0, 0).with("rewards", columns.vectors(3, 1, -2, 0.5, 1, -2, 0.5, 1, -2, 0.5));
    RewardModel implicit =
        new Implicit(new Tilted(base, truth, 0.7, null), base, 0.7).create(context, null);
    double[] scores = output(implicit, batch, "score");
    assertThat(scores[0] - scores[1]).isCloseTo(3, within(1e-12));
    assertThat(scores[2] - scores[1]).isCloseTo(2.5, within(1e-12));
  }

  @Test
  void targetOfAnImplicitRewardIsThePolicy() {
    // log π_ref + β·(log π − log π_ref)/β = log π, exactly and without a normalizer.
    ModelProvider policy = bandit(2, -1, 0.5);
    ModelProvider reference = bandit(0.3, -0.2, 1);
    Model target =
        new LogTarget(new Implicit(policy, reference, 0.2), reference, 0.2).create(context, null);
    Batch batch = rewarded(0, 0, 0);
    assertThat(output(target, batch, "log_target"))
        .containsExactly(output(policy.create(context, null), batch, "logp"), within(1e-14));
  }

  @Test
  void logTargetAllowsImpossibleChoices() {
    Model target = new LogTarget(column("reward"), bandit(0, 0, 0), 0.5).create(context, null);
    assertThat(output(target, rewarded(0, 1, Double.NEGATIVE_INFINITY), "log_target"))
        .containsExactly(
            new double[] {-Math.log(3), 2 - Math.log(3), Double.NEGATIVE_INFINITY}, within(1e-15));
  }

  @Test
  void implicitRewardTrainsItsPolicy() {
    RewardModel reward =
        new Implicit(bandit(2, -1, 0.5), bandit(0, 0, 0), 0.3).create(context, null);
    CentralDifferences.check(reward, rewarded(0, 0, 0), "score", context);
  }

  @Test
  void savesWhatItOwns() {
    Implicit provider = new Implicit(bandit(2, -1, 0.5), bandit(0, 0, 0), 0.3);
    RewardModel reward = provider.create(context, null);
    reward.as(Vectored.class).orElseThrow().assign(Vector.of(1, 2, 3));
    assertThat(reward.save().numberNames()).containsExactly("policy/logits", "reference/logits");
    RewardModel restored = provider.create(context, reward.save());
    assertThat(output(restored, rewarded(0, 0, 0), "score"))
        .containsExactly(output(reward, rewarded(0, 0, 0), "score"));
  }

  @Test
  void leavesTheRunsModelsToTheRun() {
    Model policy = bandit(2, -1, 0.5).create(context, null);
    context.with("policy", policy).with("policy@ref", bandit(0, 0, 0).create(context, null));
    RewardModel reward =
        new Implicit(new Role("policy"), new Role("policy@ref"), 1).create(context, null);
    assertThat(reward.save().numberNames()).isEmpty();
    assertThat(output(reward, rewarded(0, 0, 0), "score")[0])
        .isCloseTo(output(policy, rewarded(0, 0, 0), "logp")[0] + Math.log(3), within(1e-15));
  }

  @Test
  void addsWeightedRewards() {
    RewardModel sum =
        new WeightedSum(List.of(column("reward"), column("cost")), List.of(2., -0.5))
            .create(context, null);
    Batch batch = rewarded(1, 2, Double.NEGATIVE_INFINITY).with("cost", columns.numbers(4, 0, 1));
    assertThat(output(sum, batch, "score")).containsExactly(0, 4, Double.NEGATIVE_INFINITY);
  }

  @Test
  void addsVectorsAndLeavesOutWeightZero() {
    RewardModel sum =
        new WeightedSum(
                List.of(column("absent"), column("rewards"), column("rewards")),
                List.of(0., 1., 2.))
            .create(context, null);
    assertThat(sum.inputs()).containsExactly("rewards");
    Batch batch = columns.batch(Map.of("rewards", columns.vectors(2, 1, 2, 3, 4)));
    assertThat(output(sum, batch, "score")).containsExactly(3, 6, 9, 12);
  }

  @Test
  void refusesSumsThatAreNoScore() {
    RewardModel sum =
        new WeightedSum(List.of(column("reward")), List.of(-1.)).create(context, null);
    assertThatThrownBy(() -> output(sum, rewarded(0, Double.NEGATIVE_INFINITY, 0), "score"))
        .hasMessageContaining("element 1: reward 0 has the score -Infinity");
    RewardModel mixed =
        new WeightedSum(List.of(column("reward"), column("rewards")), List.of(1., 1.))
            .create(context, null);
    Batch batch = rewarded(1, 2, 3).with("rewards", columns.vectors(2, 1, 2, 3, 4, 5, 6));
    assertThatThrownBy(() -> output(mixed, batch, "score"))
        .hasMessageContaining("reward 1 has 3 elements of width 2, the first has 3 of width 1");
    assertThatThrownBy(() -> new WeightedSum(List.of(column("reward")), List.of()))
        .hasMessageContaining("1 rewards need as many finite weights, got []");
  }

  @Test
  void stacksRewards() {
    Batch batch = rewarded(1, -2, 3).with("other", columns.numbers(10, 20, 30));
    RewardModel reward =
        new RewardVector(List.of(column("reward"), column("other"))).create(context, null);
    assertThat(reward.inputs()).containsExactlyInAnyOrder("reward", "other");
    assertThat(output(reward, batch, "score")).containsExactly(1, 10, -2, 20, 3, 30);
    try (Forward forward = reward.forward(batch, Set.of("score"), context)) {
      assertThat(forward.output("score").width()).isEqualTo(2);
    }
  }

  @Test
  void stacksFiniteScalarsOnly() {
    RewardModel reward =
        new RewardVector(List.of(column("action"), column("reward"))).create(context, null);
    assertThatThrownBy(() -> output(reward, rewarded(0, Double.NEGATIVE_INFINITY, 0), "score"))
        .hasMessageContaining("row 1: reward 1 has the score -Infinity");
    Batch vectors = rewarded(0, 0, 0).with("reward", columns.vectors(2, 1, 2, 3, 4, 5, 6));
    assertThatThrownBy(() -> output(reward, vectors, "score"))
        .hasMessageContaining("reward 1 gives vectors of 2");
  }
}
