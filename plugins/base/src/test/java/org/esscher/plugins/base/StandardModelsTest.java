package org.esscher.plugins.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.esscher.api.ModelProvider;
import org.esscher.api.PolicyProvider;
import org.esscher.api.RewardModel;
import org.esscher.api.RewardModelProvider;
import org.esscher.plugins.base.model.Role;
import org.esscher.plugins.base.policy.CandidateSoftmax;
import org.esscher.plugins.base.policy.LinearSoftmax;
import org.esscher.plugins.base.policy.Mixture;
import org.esscher.plugins.base.policy.TabularSoftmax;
import org.esscher.plugins.base.policy.Tilted;
import org.esscher.plugins.base.reward.Verifier;
import org.esscher.runtime.Esscher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The models of this plugin, as a host binds them. */
class StandardModelsTest {
  private final Esscher host =
      Esscher.builder().classPath(BasePlugin.class.getClassLoader()).build();

  @AfterEach
  void close() {
    host.close();
  }

  private PolicyProvider policy(String id, Map<String, ?> config) {
    return host.component(PolicyProvider.class, id, config);
  }

  @Test
  void haveIds() {
    assertThat(host.failures()).isEmpty();
    assertThat(host.components())
        .extracting(info -> info.kind().id() + " " + info.id())
        .contains(
            "policy best-of-n",
            "policy candidate-softmax",
            "policy linear-softmax",
            "policy mixture",
            "policy tabular-softmax",
            "policy tilted",
            "policy uniform",
            "reward-model bradley-terry",
            "reward-model column",
            "reward-model implicit",
            "reward-model reward-vector",
            "reward-model verifier",
            "reward-model weighted-sum",
            "model log-target",
            "model parameters",
            "model role",
            "estimator table-reward",
            "generator simulated-shop");
  }

  @Test
  void haveDefaults() {
    assertThat(policy("tabular-softmax", Map.of("actions", 5)))
        .isEqualTo(new TabularSoftmax(List.of("prompt_id"), 0, "action", 5));
    assertThat(policy("linear-softmax", Map.of("actions", 5, "features", "age")))
        .isEqualTo(
            new LinearSoftmax(List.of("age"), List.of(), List.of(), 1, "action", 5, 16384, 0));
    assertThat(policy("candidate-softmax", Map.of()))
        .isEqualTo(new CandidateSoftmax("prompt_id", "", 0, 16384, 2, 0));
    assertThat(host.component(RewardModel.class, "verifier", Map.of("mode", "gsm8k")))
        .isEqualTo(new Verifier(Verifier.Mode.GSM8K, "answer"));
  }

  @Test
  void takeChildrenById() {
    PolicyProvider tilted =
        policy(
            "tilted",
            Map.of(
                "policy",
                Map.of("id", "role", "name", "policy@ref"),
                "reward",
                "column",
                "beta",
                0.5));
    assertThat(((Tilted) tilted).policy()).isEqualTo(new Role("policy@ref"));
    PolicyProvider mixture =
        policy(
            "mixture",
            Map.of(
                "policies", List.of(Map.of("id", "uniform", "actions", 3), "candidate-softmax"),
                "weights", List.of(1, 3)));
    assertThat(((Mixture) mixture).weights()).containsExactly(1., 3.);
    assertThat(
            host.component(
                ModelProvider.class, "log-target", Map.of("reward", "verifier", "base", "uniform")))
        .isNotNull();
    assertThat(
            host.component(
                RewardModelProvider.class,
                "weighted-sum",
                Map.of("rewards", List.of("column", "bradley-terry"), "weights", List.of(1, 2))))
        .isNotNull();
  }

  @Test
  void refuseConfigurationsOutOfRange() {
    assertThatThrownBy(() -> policy("tabular-softmax", Map.of()))
        .hasMessageContaining("actions: is required");
    assertThatThrownBy(() -> policy("linear-softmax", Map.of("actions", 2, "buckets", -1)))
        .hasMessageContaining("buckets: must be > 0, got -1");
    assertThatThrownBy(() -> policy("candidate-softmax", Map.of("ngrams", 0)))
        .hasMessageContaining("ngrams: must be >= 1, got 0");
    assertThatThrownBy(
            () -> policy("best-of-n", Map.of("policy", "uniform", "reward", "column", "n", 0)))
        .hasMessageContaining("n: must be > 0, got 0");
    assertThatThrownBy(
            () -> policy("tilted", Map.of("policy", "uniform", "reward", "column", "beta", 0)))
        .hasMessageContaining("beta: must be > 0, got 0.0");
  }
}
