package org.esscher.neural;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.runtime.Esscher;
import org.esscher.runtime.RunBuilder;
import org.esscher.runtime.RunResult;
import org.esscher.runtime.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(NativeMemory.class)
class ArithmeticGrpoTest {
  private final Esscher host =
      Esscher.builder().classPath(TransformerLm.class.getClassLoader()).build();
  @TempDir Path temporary;

  @AfterEach
  void close() {
    host.close();
  }

  /** Sums of 0 and 1: there are three answers, 0, 1 and 2. */
  private RunBuilder run(String directory) {
    return host.run("arithmetic-grpo")
        .set(
            "policy",
            "{id: transformer-lm, alphabet: '012+=', context: 8, maxPrompt: 4, maxTokens: 2, layers:"
                + " 1, heads: 1, width: 16}")
        .set("limit", "2")
        .set("seeing", "15")
        .set("improving", "25")
        .set("examples", "16")
        .set("prompts", "8")
        .set("answers", "6")
        .set("learner", "{id: adam, rate: 0.01}")
        .set("improver", "{id: adam, rate: 0.01}")
        .set("tested", "200")
        .seed(3)
        .out(temporary.resolve(directory));
  }

  private static double accuracy(RunResult result, String policy) throws IOException {
    return Files.readAllLines(result.directory().resolve("tables.jsonl")).stream()
        .filter(line -> line.contains("\"table\":\"accuracy\"") && line.contains(policy))
        .map(line -> line.replaceAll(".*\"accuracy\":([0-9.]+),.*", "$1"))
        .mapToDouble(Double::parseDouble)
        .findFirst()
        .orElseThrow();
  }

  /** 200 answers have a standard error of at most 0.036: a gain of 0.2 is no accident. */
  @Test
  void learnsFromTheReward() throws IOException {
    RunResult result = run("first").start();
    assertThat(result.status()).isEqualTo(Status.FINISHED);
    assertThat(accuracy(result, "improved")).isGreaterThan(accuracy(result, "reference") + 0.2);
    assertThat(result.metrics().get("improving/kl")).isPositive();
    // One update a sample: nothing can be clipped.
    assertThat(result.metrics().get("improving/clip_fraction")).isZero();

    RunResult again = run("second").start();
    for (String file : List.of("metrics.jsonl", "tables.jsonl")) {
      assertThat(Files.readAllLines(again.directory().resolve(file)))
          .isEqualTo(Files.readAllLines(result.directory().resolve(file)));
    }
  }

  @Test
  void rightAnswersThatEndedAreRewarded() {
    try (Workbench bench = new Workbench()) {
      Batch answered =
          bench
              .columns()
              .batch(
                  Map.of(
                      "answer", bench.columns().texts(List.of("22", "22", "22")),
                      "completion", bench.columns().texts(List.of("22", "22", "2")),
                      "truncated", bench.columns().booleans(false, true, false)));
      assertThat(Sums.rewards(answered)).containsExactly(1, 0, 0);
    }
  }
}
