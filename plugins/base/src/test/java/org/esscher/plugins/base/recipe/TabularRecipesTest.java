package org.esscher.plugins.base.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.esscher.spitests.TrialRuns.metric;

import java.util.List;
import java.util.Map;
import org.esscher.api.EsscherException;
import org.esscher.api.Recipe;
import org.esscher.runtime.RunBuilder;
import org.esscher.spitests.RecipeVerification;
import org.esscher.spitests.TrialRuns;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Recipes of control with tables for models, in finite environments. */
class TabularRecipesTest {
  private static final Map<String, ?> CORRIDOR =
      Map.of("id", "grid-world", "map", List.of("S..G"), "step", -0.1, "limit", 20);

  @AutoClose
  private static final TrialRuns RUNS = new TrialRuns(TabularRecipesTest.class.getClassLoader());

  private static RunBuilder ppo(int iterations) {
    return RUNS.of("ppo")
        .config(Map.of("environment", CORRIDOR))
        .set("policy", "{id: tabular-softmax, context: [observation], contexts: 4, actions: 4}")
        .set("value", "{id: parameters, output: value}")
        .set("optimizer", "{id: adam, rate: 0.1}")
        .set("iterations", Integer.toString(iterations))
        .set("copies", "4")
        .set("playing", "16")
        .set("epochs", "2")
        .set("batch", "32")
        .set("episodes", "2");
  }

  private static RunBuilder planning() {
    return RUNS.of("value-iteration").config(Map.of("environment", CORRIDOR));
  }

  @Nested
  class PpoConformance extends RecipeVerification {
    @Override
    protected Recipe recipe() {
      return ppo(3).recipe();
    }
  }

  @Nested
  class ValueIterationConformance extends RecipeVerification {
    @Override
    protected Recipe recipe() {
      return planning()
          .set("rounds", "3")
          .set("copies", "2")
          .set("playing", "5")
          .set("episodes", "2")
          .recipe();
    }
  }

  /** The shortest way is three steps at −0.1 and the goal's 1. */
  @Test
  void ppoFindsTheShortestWay() {
    assertThat(metric(ppo(30).seed(2).start(), "return")).isEqualTo(0.7, within(1e-9));
  }

  /** Every cell and move of the corridor is seen in 800 steps: the plan is the optimum. */
  @Test
  void planningFindsTheShortestWay() {
    assertThat(metric(planning().set("rounds", "1").set("discount", "1").start(), "value"))
        .isEqualTo(0.7, within(1e-9));
  }

  @Test
  void whatHasNoExactModelIsRefused() {
    assertThatThrownBy(() -> RUNS.of("value-iteration").set("environment", "cart-pole").start())
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("no exact model");
  }
}
