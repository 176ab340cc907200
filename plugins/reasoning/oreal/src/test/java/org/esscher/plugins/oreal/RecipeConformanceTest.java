package org.esscher.plugins.oreal;

import java.nio.file.Path;
import java.util.Map;
import org.esscher.api.Recipe;
import org.esscher.runtime.Esscher;
import org.esscher.spitests.RecipeVerification;

/** The kit's rules of recipes, on sums whose answers are listed with wrong ones. */
class RecipeConformanceTest extends RecipeVerification {
  @Override
  protected Recipe recipe() {
    try (Esscher host = Esscher.builder().classPath(Oreal.class.getClassLoader()).build()) {
      return host.component(
          Recipe.class,
          "oreal",
          Map.of(
              "policy",
              Map.of("id", "candidate-softmax", "buckets", 16),
              "rm",
              Map.of(
                  "id", "token-outcome-rm", "model", Map.of("id", "bradley-terry", "buckets", 16)),
              "reward",
              Map.of("id", "verifier", "mode", "exact"),
              "compare",
              java.util.List.of(),
              "steps",
              3,
              "rmWarmupSteps",
              1,
              "prompts",
              4,
              "rollouts",
              4));
    }
  }

  @Override
  protected Map<String, String> sources(Path directory) throws java.io.IOException {
    Path file = directory.resolve("answers.jsonl");
    StringBuilder lines = new StringBuilder();
    for (int row = 0; row < 40; row++) {
      lines.append(
          String.format(
              java.util.Locale.ROOT,
              "{\"prompt_id\": %d, \"prompt\": \"q%d\", \"completion\": \"%s\", \"answer\": \"yes\"}%n",
              row / 2,
              row / 2,
              row % 2 == 0 ? "yes" : "no " + row));
    }
    java.nio.file.Files.writeString(file, lines.toString());
    return Map.of("data", file.toString());
  }
}
