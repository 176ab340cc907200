package org.esscher.neural;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.esscher.api.EsscherException;
import org.esscher.runtime.Esscher;
import org.esscher.runtime.RunBuilder;
import org.esscher.runtime.RunListener;
import org.esscher.runtime.RunResult;
import org.esscher.runtime.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(NativeMemory.class)
class DialogueAlignmentTest {
  private final Esscher host =
      Esscher.builder().classPath(TransformerLm.class.getClassLoader()).build();
  @TempDir Path temporary;
  private Path data;

  /** People are preferred to hear 'ba', and sometimes hear 'ab'. */
  @BeforeEach
  void writeData() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int prompt = 0; prompt < 60; prompt++) {
      lines.append(
          String.format(
              Locale.ROOT,
              "{\"prompt_id\": %d, \"prompt\": \"%s\", \"chosen\": \"%s\", \"rejected\": \"%s\"}%n",
              prompt,
              "abc".charAt(prompt % 3),
              prompt == 7 ? "abcabcabcabc" : prompt % 2 == 0 ? "ba" : "bac",
              prompt % 2 == 0 ? "ab" : "abc"));
    }
    data = temporary.resolve("pairs.jsonl");
    Files.writeString(data, lines.toString());
  }

  @AfterEach
  void close() {
    host.close();
  }

  private RunBuilder run(String directory) {
    return host.run("dialogue-alignment")
        .data("data", data.toString())
        .set(
            "policy",
            "{id: transformer-lm, alphabet: abc, context: 8, maxPrompt: 2, maxTokens: 4, layers: 1,"
                + " heads: 1, width: 8, longCompletions: cut}")
        .set("reading", "4")
        .set("answering", "4")
        .set("aligning", "12")
        .set("aligner", "{id: adam, rate: 0.01}")
        .set("maxAnswer", "6")
        .set("testFraction", "0.3")
        .set("samples", "3")
        .seed(5)
        .out(temporary.resolve(directory));
  }

  private static List<String> table(RunResult result, String name) throws IOException {
    return Files.readAllLines(result.directory().resolve("tables.jsonl")).stream()
        .filter(line -> line.contains("\"table\":\"" + name + "\""))
        .toList();
  }

  /** Whoever has learned the preference prefers all held-out pairs: they are of the same kinds. */
  @Test
  void alignsWithThePreference() throws IOException {
    RunResult result = run("whole").start();
    assertThat(result.status()).isEqualTo(Status.FINISHED);
    assertThat(result.metrics().get("held_out/accuracy")).isGreaterThan(0.95);
    assertThat(result.metrics().get("held_out/margin")).isPositive();
    // 59 of 60 pairs fit: one answer has 12 bytes.
    assertThat(table(result, "pairs").get(0)).contains("60").contains("59");
    assertThat(table(result, "held_out")).hasSize(2);
    assertThat(table(result, "samples"))
        .hasSize(3)
        .allSatisfy(row -> assertThat(row).contains("\"before\":", "\"after\":"));
  }

  /** Cancelled after a few steps and resumed, the run ends as if it had not been. */
  @Test
  void resumesBitForBit() throws IOException {
    requireResume(this::run);
  }

  /**
   * So does one whose policy is a module of two letters, which holds its parameters outside Java.
   */
  @Test
  void resumesAModuleBitForBit() throws IOException {
    Files.writeString(data, Files.readString(data).replaceAll("c(?=[abc]*\")", "a"));
    Path module = TinyScript.shipped(temporary);
    String policy =
        "{id: torchscript, file: '"
            + module
            + "', alphabet: ab, context: 8, maxPrompt: 2, maxTokens: 4, longCompletions: cut,"
            + " adapters: [block.read, block.write], rank: 2}";
    requireResume(directory -> run(directory).set("policy", policy));
  }

  private void requireResume(Function<String, RunBuilder> run) throws IOException {
    RunResult whole = run.apply("once").start();
    int[] steps = {0};
    RunListener canceller =
        new RunListener() {
          @Override
          public boolean cancelled() {
            return ++steps[0] > 7;
          }
        };
    assertThat(run.apply("twice").listener(canceller).start().status()).isEqualTo(Status.CANCELLED);
    RunResult resumed = run.apply("twice").resume(true).start();
    assertThat(resumed.status()).isEqualTo(Status.FINISHED);
    for (String file : List.of("metrics.jsonl", "tables.jsonl")) {
      assertThat(Files.readAllLines(resumed.directory().resolve(file)))
          .isEqualTo(Files.readAllLines(whole.directory().resolve(file)));
    }
  }

  @Test
  void refusesDataWithoutAPairThatFits() {
    assertThatThrownBy(() -> run("none").set("maxAnswer", "1").start())
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("none of 60 pairs has two different answers of at most 1 bytes");
  }
}
