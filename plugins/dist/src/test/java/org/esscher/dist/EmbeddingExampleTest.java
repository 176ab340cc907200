package org.esscher.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.esscher.runtime.Esscher;
import org.esscher.runtime.PolicyEvaluation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program that the embedding page shows does what the page says. */
class EmbeddingExampleTest {
  @TempDir Path directory;

  @Test
  void theProgramOfThePageIsTheOneThatIsTested() throws IOException {
    String source =
        Files.readString(
            Pages.ROOT.resolve(
                "plugins/dist/src/test/java/org/esscher/dist" + "/EmbeddingExample.java"));
    assertThat(Files.readString(Pages.ROOT.resolve("docs/embedding.md")))
        .contains("```java\n" + source + "```");
  }

  @Test
  void estimatesTheLossOfPairs() throws IOException {
    // z = 0.1·[(−4 + 5) − (−6 + 5)] = 0.2, and −log σ(0.2) = log(1 + e^−0.2).
    Path pairs = directory.resolve("pairs.json");
    Files.writeString(
        pairs,
        "{\"chosen_logp\": -4, \"rejected_logp\": -6, \"ref_chosen_logp\": -5,"
            + " \"ref_rejected_logp\": -5}\n");
    try (Esscher host = host()) {
      assertThat(new EmbeddingExample(host).preferenceLoss(pairs))
          .isCloseTo(Math.log1p(Math.exp(-0.2)), within(1e-15));
    }
  }

  @Test
  void evaluatesTheUniformPolicy() throws IOException {
    // Weights (1/3)/propensity: 2/3, 4/3, 4/3; IPS is their mean with rewards 1, 0, 1: 2/3.
    Path log = directory.resolve("log.csv");
    Files.writeString(
        log, "prompt_id,action,propensity,reward\n1,0,0.5,1\n1,1,0.25,0\n1,2,0.25,1\n");
    try (Esscher host = host()) {
      PolicyEvaluation evaluation = new EmbeddingExample(host).uniformPolicy(log);
      assertThat(Objects.requireNonNull(evaluation.values().get("ips")).value())
          .isCloseTo(2.0 / 3, within(1e-15));
      assertThat(evaluation.rows()).isEqualTo(3);
    }
  }

  private static Esscher host() {
    return Esscher.builder().classPath(EmbeddingExampleTest.class.getClassLoader()).build();
  }
}
