package org.esscher.flight;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.Forward;
import org.esscher.api.Policy;
import org.esscher.api.PolicyProvider;
import org.esscher.api.Sampler;
import org.esscher.api.State;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Log-probabilities a row and a token, and draws. */
@Timeout(120)
class FlightPolicyTest {
  @AutoClose private static final Bench BENCH = new Bench();

  @AutoClose
  private static final FlightServing SERVING =
      FlightServing.of(BENCH.host())
          .serve("softmax", BENCH.policy())
          .serve("halving", (context, saved) -> new Halving())
          .start();

  private static Policy remote(String model, int rows) {
    return BENCH
        .host()
        .component(
            PolicyProvider.class,
            "flight-policy",
            Bench.connected(SERVING.port(), Map.of("model", model, "rows", rows)))
        .create(BENCH.context(), null);
  }

  private static double[] logp(Policy policy, Batch rows) {
    try (Forward pass = policy.forward(rows, Set.of("logp"), BENCH.context())) {
      return pass.output("logp").toArray();
    }
  }

  /** The i-th token from 0 has probability 2⁻ⁱ⁻¹, so −log of it is (i + 1)·log 2. */
  @Test
  void aTokenHasItsOwnLogProbability() {
    Batch rows =
        BENCH
            .arena()
            .batch(Map.of("tokens", BENCH.arena().lists(new int[] {0, 2, 2, 5}, 7, 7, 7, 7, 7)));
    try (Policy policy = remote("halving", 2)) {
      double log2 = Math.log(2);
      assertThat(logp(policy, rows)).containsExactly(-log2, -2 * log2, -log2, -2 * log2, -3 * log2);
      assertThat(policy.as(Sampler.class)).isEmpty();
    }
  }

  @Test
  void drawsComeFromTheRunsSeedAndHaveTheirLogProbabilities() {
    Batch contexts = BENCH.arena().batch(Map.of("observation", BENCH.arena().numbers(1, -1, 3)));
    try (Policy policy = remote("softmax", 2);
        Policy itself = BENCH.policy().create(BENCH.context(), null)) {
      Batch draws = drawn(policy, contexts);
      assertThat(draws.column("action").toArray())
          .isEqualTo(drawn(policy, contexts).column("action").toArray());
      assertThat(draws.names()).contains("observation", "action", "behavior_logp");
      assertThat(draws.column("observation").at(99)).isEqualTo(1);
      assertThat(draws.column("observation").at(100)).isEqualTo(-1);
      assertThat(draws.column("behavior_logp").toArray())
          .isEqualTo(logp(policy, draws))
          .isEqualTo(logp(itself, draws));
    }
  }

  private static Batch drawn(Policy policy, Batch contexts) {
    Context context = BENCH.context();
    return policy.as(Sampler.class).orElseThrow().sample(contexts, 100, context.random(), context);
  }

  /** A policy over tokens that halves with each. */
  private static final class Halving implements Policy {
    @Override
    public Set<String> inputs() {
      return Set.of("tokens");
    }

    @Override
    public Set<String> outputs() {
      return Set.of("logp");
    }

    @Override
    public Forward forward(Batch batch, Set<String> outputs, Context context) {
      Column tokens = batch.column("tokens");
      double[] logp = new double[tokens.start(tokens.rows())];
      for (int row = 0; row < tokens.rows(); row++) {
        for (int i = tokens.start(row); i < tokens.start(row + 1); i++) {
          logp[i] = -(i - tokens.start(row) + 1) * Math.log(2);
        }
      }
      Column made = context.columns().shapedLike(tokens, logp);
      return new Forward() {
        @Override
        public Column output(String name) {
          return made;
        }

        @Override
        public Pullback pullback(Map<String, Column> cotangents, Set<String> wantedInputs) {
          throw new AssertionError("nobody trains it");
        }
      };
    }

    @Override
    public State save() {
      return State.empty().withTexts("what", List.of("halving"));
    }
  }
}
