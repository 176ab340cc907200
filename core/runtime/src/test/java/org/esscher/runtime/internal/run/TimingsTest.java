package org.esscher.runtime.internal.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.esscher.api.Recipe;
import org.esscher.runtime.RunListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TimingsTest {
  @TempDir Path directory;

  @Test
  void linesAreAppendedBehindWholeOnes() throws IOException {
    Path file = directory.resolve("timings.jsonl");
    try (Timings timings = new Timings(file)) {
      timings.write(3, Map.of("train", 0.5));
    }
    // Killed while it wrote.
    Files.writeString(file, "{\"step\":9,\"se", StandardOpenOption.APPEND);
    try (Timings timings = new Timings(file)) {
      timings.write(5, Map.of());
    }
    assertThat(Files.readAllLines(file))
        .containsExactly("{\"step\":3,\"seconds\":{\"train\":0.5}}", "{\"step\":5,\"seconds\":{}}");
  }

  @Test
  void aRunTellsWhereItsTimeWent() throws IOException {
    Path run = directory.resolve("run");
    try (TestHost host = new TestHost()) {
      Recipe everything = host.component(Recipe.class, "test-everything", Map.of("steps", 3));
      host.run(everything, run, false, RunListener.NONE, TestHost.ALWAYS);
    }
    List<JsonNode> lines =
        Files.readAllLines(run.resolve("timings.jsonl")).stream()
            .map(line -> new JsonMapper().readTree(line))
            .toList();
    // A line for each checkpoint: at the start, after each of three steps, before and after the
    // end.
    assertThat(lines)
        .extracting(line -> line.path("step").asInt())
        .containsExactly(0, 1, 2, 3, 3, 3);
    assertThat(lines)
        .allSatisfy(
            line -> assertThat(line.path("seconds").path("checkpoint").asDouble()).isPositive());
    assertThat(lines.get(3).path("seconds").propertyNames())
        .contains("train fit", "score line@mean", "play training", "run child-3", "recipe");
    assertThat(lines.get(5).path("seconds").propertyNames()).contains("exact frontier");
  }
}
