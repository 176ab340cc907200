package org.esscher.plugins.klinference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.esscher.api.EsscherException;
import org.esscher.runtime.Esscher;
import org.esscher.runtime.RunListener;
import org.esscher.runtime.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The recipe on the simulated shop. */
final class KlInferenceRecipeTest {
  private static Esscher host() {
    return Esscher.builder().classPath(KlInferenceRecipeTest.class.getClassLoader()).build();
  }

  private static void run(Esscher host, Path directory, boolean resume, RunListener listener) {
    host.run("kl-inference")
        .data("data", "simulated-shop")
        .config(
            Map.of(
                "steps",
                60,
                "referenceSteps",
                60,
                "batch",
                64,
                "samples",
                4,
                "temperatures",
                java.util.List.of(3, 0.3)))
        .out(directory)
        .seed(7)
        .resume(resume)
        .listener(listener)
        .start();
  }

  @Test
  void repeats_and_resumes_bit_for_bit(@TempDir Path directory) throws IOException {
    try (Esscher host = host()) {
      run(host, directory.resolve("whole"), false, RunListener.NONE);
      RunListener stopping =
          new RunListener() {
            private int steps;

            @Override
            public void progress(double fraction, Map<String, Double> metrics) {
              steps++;
            }

            @Override
            public boolean cancelled() {
              return steps == 5;
            }
          };
      run(host, directory.resolve("stopped"), false, stopping);
      assertThat(Files.readString(directory.resolve("stopped/status.json")))
          .containsIgnoringCase(Status.CANCELLED.name());
      run(host, directory.resolve("stopped"), true, RunListener.NONE);
      for (String file : new String[] {"metrics.jsonl", "tables.jsonl", "models/policy.json"}) {
        assertThat(directory.resolve("stopped").resolve(file))
            .hasSameBinaryContentAs(directory.resolve("whole").resolve(file));
      }
      // The truth is in the log: the colder policy must really be better than the warmer, and both
      // than the reference.
      String tables = Files.readString(directory.resolve("whole/tables.jsonl"));
      double[] truths =
          tables
              .lines()
              .filter(line -> line.contains("learned (true value)"))
              .mapToDouble(
                  line -> Double.parseDouble(line.replaceAll(".*\"reward\":([0-9.eE-]+).*", "$1")))
              .toArray();
      assertThat(truths).hasSize(3).isSorted();
    }
  }

  @Test
  void refuses_what_cannot_be(@TempDir Path directory) throws IOException {
    Path log = directory.resolve("log.jsonl");
    try (Esscher host = host()) {
      Files.writeString(log, "{\"action\":0,\"propensity\":0.5,\"reward\":1}\n");
      assertThatThrownBy(
              () ->
                  host.run("kl-inference")
                      .data("data", log.toString())
                      .out(directory.resolve("a"))
                      .start())
          .isInstanceOf(EsscherException.class)
          .hasMessageContaining("context");
      Files.writeString(log, "{\"prompt_id\":0,\"action\":0,\"reward\":1}\n");
      assertThatThrownBy(
              () ->
                  host.run("kl-inference")
                      .data("data", log.toString())
                      .out(directory.resolve("d"))
                      .start())
          .hasMessageContaining("propensity");
      Files.writeString(log, "{\"prompt_id\":0,\"action\":1.5,\"propensity\":0.5,\"reward\":1}\n");
      assertThatThrownBy(
              () ->
                  host.run("kl-inference")
                      .data("data", log.toString())
                      .out(directory.resolve("b"))
                      .start())
          .hasMessageContaining("1.5");
      assertThatThrownBy(() -> host.run("kl-inference").out(directory.resolve("c")).start())
          .hasMessageContaining("data");
      assertThatThrownBy(
              () ->
                  host.run("kl-inference")
                      .data("data", log.toString())
                      .set("testFraction", "1")
                      .start())
          .hasMessageContaining("testFraction");
    }
  }
}
