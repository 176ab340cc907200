package org.esscher.plugins.base.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.EsscherException;
import org.esscher.api.Forward;
import org.esscher.api.Policy;
import org.esscher.api.Sampler;
import org.esscher.api.State;
import org.esscher.plugins.base.ArenaContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GreedyTest {
  private static final TabularSoftmax TABLE =
      new TabularSoftmax(List.of("observation"), 2, "action", 3);

  /** Action 2 is best in state 0; in state 1 actions 0 and 1 tie. */
  private static final State LOGITS = State.empty().with("logits", 0, 1, 2, 5, 5, 1);

  private final ArenaContext context = new ArenaContext();

  @AfterEach
  void close() {
    context.close();
  }

  private Batch states(double... numbers) {
    return context.columns().batch(Map.of("observation", context.columns().numbers(numbers)));
  }

  /** With ε = 0.3 of three actions the best has 0.7 + 0.1, every other 0.1. */
  @Test
  void theBestActionIsLikeliest() {
    Policy policy = new Greedy(TABLE, 3, 0.3, "action").create(context, LOGITS);
    try (Forward forward = policy.forward(states(0, 1), Set.of("class_logp"), context)) {
      double[] logp = forward.output("class_logp").toArray();
      double[] expected = {0.1, 0.1, 0.8, 0.8, 0.1, 0.1};
      for (int i = 0; i < expected.length; i++) {
        assertThat(Math.exp(logp[i])).isCloseTo(expected[i], within(1e-15));
      }
    }
  }

  @Test
  void withoutChanceTheBestActionIsDone() {
    Policy policy = new Greedy(TABLE, 3, 0, "action").create(context, LOGITS);
    Batch drawn =
        policy.as(Sampler.class).orElseThrow().sample(states(0, 1), 2, context.random(), context);
    assertThat(drawn.column("action").toArray()).containsExactly(2, 2, 0, 0);
    assertThat(drawn.column("behavior_logp").toArray()).containsOnly(0);
  }

  @Test
  void chanceNeedsNumberedActions() {
    assertThatThrownBy(() -> new Greedy(TABLE, 0, 0.1, "action"))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("only numbered actions");
    assertThatThrownBy(() -> new Greedy(TABLE, 0, 0, "action").create(context, null))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("set actions");
    Policy other = new Greedy(TABLE, 4, 0, "action").create(context, LOGITS);
    assertThatThrownBy(() -> other.forward(states(0), Set.of("logp"), context))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("4 actions")
        .hasMessageContaining("3 components");
  }
}
