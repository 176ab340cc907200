package org.esscher.runtime.internal.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.esscher.api.Plugin;
import org.esscher.api.Recipe;
import org.esscher.runtime.RunListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class RunFactsTest {
  @TempDir Path directory;

  @Test
  void aRunTellsWhatItRanOn() throws IOException {
    Path run = directory.resolve("run");
    try (TestHost host = new TestHost()) {
      Recipe everything = host.component(Recipe.class, "test-everything", Map.of("steps", 1));
      host.run(everything, run, false, RunListener.NONE, TestHost.NEVER);
    }
    JsonNode facts = new JsonMapper().readTree(Files.readAllBytes(run.resolve("environment.json")));
    assertThat(facts.path("esscher").asString()).matches("\\d+\\.\\d+\\.\\d+(-SNAPSHOT)?");
    assertThat(facts.path("spi").asString()).isEqualTo(Plugin.API_VERSION);
    assertThat(facts.path("java").asString()).endsWith(System.getProperty("java.version"));
    assertThat(facts.path("data").path("data").path("location").asString())
        .isEqualTo("test-line-data");
    assertThat(facts.path("data").path("data").path("rows").asInt()).isPositive();
    assertThat(facts.path("data").path("data").path("generated_sha256").asString())
        .matches("[0-9a-f]{64}");
  }
}
