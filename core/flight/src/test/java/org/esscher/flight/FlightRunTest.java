package org.esscher.flight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.esscher.runtime.Esscher;
import org.esscher.runtime.RunBuilder;
import org.esscher.runtime.RunListener;
import org.esscher.runtime.RunResult;
import org.esscher.runtime.Status;
import org.esscher.spitests.TrialRuns;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A whole run whose reward is another process's, also where that dies in the middle. */
@Tag("slow")
@Timeout(300)
class FlightRunTest {
  @AutoClose private static final Bench BENCH = new Bench();

  @AutoClose
  private static final TrialRuns RUNS = new TrialRuns(FlightRunTest.class.getClassLoader());

  @TempDir private static Path files;

  @BeforeAll
  static void questions() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int question = 0; question < 24; question++) {
      for (int candidate = 0; candidate < 3; candidate++) {
        lines.append(
            String.format(
                Locale.ROOT,
                "{\"prompt_id\": %d, \"completion\": \"%s\\nA: %d\", \"answer\": \"%d\"}%n",
                question,
                List.of("surely", "perhaps", "never").get(candidate),
                question + candidate % 2,
                question + question % 2));
      }
    }
    Files.writeString(files.resolve("questions.jsonl"), lines);
    Files.writeString(files.resolve("token"), "a-secret-of-the-run");
  }

  private static RunBuilder run(Esscher host) {
    return host.run("f-dpg")
        .data("data", files.resolve("questions.jsonl").toString())
        .set("divergences", "[reverse-kl]")
        .set("betas", "[0.3]")
        .set("referenceEpochs", "2")
        .set("epochs", "3")
        .set("batch", "4")
        .seed(1);
  }

  private static RunBuilder remote(RunBuilder run, int port) {
    return run.set("reward.id", "flight-reward")
        .set("reward.endpoint", "grpc://localhost:" + port)
        .set("reward.tokenFile", files.resolve("token").toString())
        .set("reward.retries", "1")
        .set("reward.backoff", "0.001")
        .set("reward.rows", "5");
  }

  private static FlightServing serving(String mode, int port) {
    return FlightServing.of(BENCH.host())
        .serve("verifier", BENCH.reward("verifier", Map.of("mode", mode)))
        .token(files.resolve("token").toString())
        .listen("localhost", port)
        .start();
  }

  @Test
  void aServedRewardGivesTheRunThatTheRewardItselfGives() throws IOException {
    RunResult here = run(RUNS.host()).out(files.resolve("here")).start();
    try (FlightServing serving = serving("gsm8k", 0)) {
      RunResult there =
          remote(run(RUNS.host()), serving.port()).out(files.resolve("there")).start();
      assertThat(there.status()).isEqualTo(Status.FINISHED);
      assertThat(TrialRuns.rows(there, "held_out").get(0).number("expected_reward"))
          .isEqualTo(TrialRuns.rows(here, "held_out").get(0).number("expected_reward"));
      assertThat(there.metrics()).isEqualTo(here.metrics());
      try (Stream<Path> written = Files.walk(there.directory())) {
        assertThat(written.filter(Files::isRegularFile))
            .allSatisfy(
                file ->
                    assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                        .doesNotContain("a-secret-of-the-run"));
      }
    }
  }

  /** The server goes after the second step; another one of the same model takes its place. */
  @Test
  void aRunWhoseServerDiesIsResumedAsIfNothingHadHappened() {
    Path broken = files.resolve("broken");
    FlightServing first = serving("gsm8k", 0);
    int port = first.port();
    AtomicInteger steps = new AtomicInteger();
    RunListener plug =
        new RunListener() {
          @Override
          public void progress(double fraction, Map<String, Double> metrics) {
            if (steps.incrementAndGet() == 2) {
              first.close();
            }
          }
        };
    assertThatThrownBy(() -> remote(run(RUNS.host()), port).out(broken).listener(plug).start())
        .isInstanceOfSatisfying(
            EsscherException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.RESOURCES))
        .hasMessageContaining("start the server again, then resume the run");

    try (FlightServing other = serving("exact", port)) {
      assertThat(other.port()).isEqualTo(port);
      assertThatThrownBy(() -> remote(run(RUNS.host()), port).out(broken).resume(true).start())
          .hasMessageContaining("another model answers now");
    }
    try (FlightServing again = serving("gsm8k", port)) {
      RunResult undisturbed =
          remote(run(RUNS.host()), again.port()).out(files.resolve("undisturbed")).start();
      RunResult resumed = remote(run(RUNS.host()), port).out(broken).resume(true).start();
      assertThat(resumed.status()).isEqualTo(Status.FINISHED);
      TrialRuns.requireSame(undisturbed, resumed);
    }
  }
}
