package org.esscher.plugins.base.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.esscher.api.EsscherException;
import org.esscher.api.Recipe;
import org.esscher.runtime.Esscher;
import org.esscher.runtime.RunResult;
import org.esscher.spitests.RecipeVerification;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recipes of control with tables for models, in finite environments. */
class TabularRecipesTest {
  private static final Map<String, ?> CORRIDOR =
      Map.of("id", "grid-world", "map", List.of("S..G"), "step", -0.1, "limit", 20);

  private static Esscher host;

  @BeforeAll
  static void open() {
    host = Esscher.builder().classPath(TabularRecipesTest.class.getClassLoader()).build();
  }

  @AfterAll
  static void close() {
    host.close();
  }

  private static Map<String, ?> ppo(int iterations) {
    return Map.of(
        "environment",
        CORRIDOR,
        "policy",
        Map.of(
            "id",
            "tabular-softmax",
            "context",
            List.of("observation"),
            "contexts",
            4,
            "actions",
            4),
        "value",
        Map.of("id", "parameters", "output", "value"),
        "optimizer",
        Map.of("id", "adam", "rate", 0.1),
        "iterations",
        iterations,
        "copies",
        4,
        "playing",
        16,
        "epochs",
        2,
        "batch",
        32,
        "episodes",
        2);
  }

  @Nested
  class PpoConformance extends RecipeVerification {
    @Override
    protected Recipe recipe() {
      return host.component(Recipe.class, "ppo", ppo(3));
    }
  }

  @Nested
  class ValueIterationConformance extends RecipeVerification {
    @Override
    protected Recipe recipe() {
      return host.component(
          Recipe.class,
          "value-iteration",
          Map.of("environment", CORRIDOR, "rounds", 3, "copies", 2, "playing", 5, "episodes", 2));
    }
  }

  /** The shortest way is three steps at −0.1 and the goal's 1. */
  @Test
  void ppoFindsTheShortestWay(@TempDir Path directory) {
    RunResult result =
        host.run("ppo").config(ppo(30)).seed(2).out(directory.resolve("run")).start();
    assertThat(result.metrics().get("return")).isEqualTo(0.7, within(1e-9));
  }

  /** Every cell and move of the corridor is seen in 800 steps: the plan is the optimum. */
  @Test
  void planningFindsTheShortestWay(@TempDir Path directory) {
    RunResult result =
        host.run("value-iteration")
            .config(Map.of("environment", CORRIDOR, "rounds", 1, "discount", 1))
            .out(directory.resolve("run"))
            .start();
    assertThat(result.metrics().get("value")).isEqualTo(0.7, within(1e-9));
  }

  @Test
  void whatHasNoExactModelIsRefused(@TempDir Path directory) {
    assertThatThrownBy(
            () ->
                host.run("value-iteration")
                    .set("environment", "cart-pole")
                    .out(directory.resolve("run"))
                    .start())
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("no exact model");
  }
}
