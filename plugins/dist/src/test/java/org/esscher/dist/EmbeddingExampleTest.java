package org.esscher.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.inject.Injector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.Enumerable;
import org.esscher.api.EsscherException;
import org.esscher.api.Model;
import org.esscher.api.PolicyProvider;
import org.esscher.data.Arena;
import org.esscher.runtime.Esscher;
import org.esscher.runtime.PolicyEvaluation;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The programs that the embedding page shows do what the page says. */
class EmbeddingExampleTest {
  @TempDir Path directory;
  private Path pairs;

  @BeforeEach
  void writePairs() throws IOException {
    pairs = Files.writeString(directory.resolve("pairs.json"), Pairs.ONE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TenLines", "GuiceExample", "EmbeddingExample"})
  void theProgramsOfThePageAreThoseThatAreTested(String name) throws IOException {
    String source =
        Files.readString(
            Pages.ROOT.resolve("plugins/dist/src/test/java/org/esscher/dist/" + name + ".java"));
    assertThat(Files.readString(Pages.ROOT.resolve("docs/embedding.md")))
        .contains("```java\n" + source + "```");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plugins/base/src/main/java/org/esscher/plugins/base/estimator/Dpo.java",
        "plugins/dist/src/test/java/org/esscher/dist/TenLines.java"
      })
  void theProgramsOfTheReadmeAreLinesOfTheirSources(String source) {
    String lines = Pages.text(Pages.ROOT.resolve(source)).replaceAll("(?m)^ +", "");
    assertThat(blocks("README.md"))
        .hasSize(2)
        .anySatisfy(block -> assertThat(lines).contains(block.replaceAll("(?m)^ +", "")));
  }

  @Test
  void tenLinesEstimateALoss() throws IOException {
    Path loss = directory.resolve("loss");
    TenLines.main(new String[] {pairs.toString(), loss.toString()});
    Pairs.requireLoss(loss);
  }

  @Test
  void tenLinesAreTen() throws IOException {
    String source =
        Files.readString(
            Pages.ROOT.resolve("plugins/dist/src/test/java/org/esscher/dist/TenLines.java"));
    String body = source.substring(source.indexOf("    ClassLoader application"));
    assertThat(body.substring(0, body.indexOf("\n  }\n")).lines()).hasSizeLessThanOrEqualTo(10);
  }

  @Test
  void aGuiceApplicationIsGivenTheHost() {
    Injector application = GuiceExample.application();
    try (Esscher host = application.getInstance(Esscher.class)) {
      assertThat(application.getInstance(Esscher.class)).isSameAs(host);
      assertThat(application.getInstance(GuiceExample.class).preferenceLoss(pairs))
          .isCloseTo(Pairs.LOSS, within(1e-15));
    }
  }

  @Test
  void twoHostsWorkAtOnce() throws Exception {
    ExecutorService threads =
        Executors.newFixedThreadPool(2, task -> new Thread(task, "embedding-test"));
    Esscher first = host();
    try (Esscher second = host()) {
      List<Callable<Double>> both =
          List.of(
              () -> new EmbeddingExample(first).preferenceLoss(pairs),
              () -> new EmbeddingExample(second).preferenceLoss(pairs));
      for (int i = 0; i < 20; i++) {
        for (Future<Double> loss : threads.invokeAll(both)) {
          assertThat(loss.get()).isCloseTo(Pairs.LOSS, within(1e-15));
        }
      }
      first.close();
      assertThat(new EmbeddingExample(second).preferenceLoss(pairs))
          .isCloseTo(Pairs.LOSS, within(1e-15));
    } finally {
      threads.shutdown();
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

  private static List<String> blocks(String page) {
    return Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
        .matcher(Pages.text(Pages.ROOT.resolve(page)))
        .results()
        .map(block -> block.group(1))
        .toList();
  }

  @Test
  void aPolicyIsCalledOutsideOfARun() {
    try (Esscher host = host();
        Arena arena = host.arena("serving")) {
      Context context = host.context(arena, 7);
      try (Model uniform =
          host.component(PolicyProvider.class, "uniform", Map.of("actions", 3))
              .create(context, null)) {
        Batch contexts = arena.batch(Map.of("prompt_id", arena.integers(4)));
        Column logp =
            uniform.as(Enumerable.class).orElseThrow().enumerate(contexts, context).column("logp");
        assertThat(logp.at(2)).isCloseTo(-Math.log(3), within(1e-15));
        assertThatThrownBy(() -> context.role("policy"))
            .isInstanceOf(EsscherException.class)
            .hasMessageContaining("there is no role policy outside a run");
      }
    }
  }

  private static Esscher host() {
    return Esscher.builder().classPath(EmbeddingExampleTest.class.getClassLoader()).build();
  }
}
