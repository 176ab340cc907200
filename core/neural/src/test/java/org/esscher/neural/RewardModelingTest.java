package org.esscher.neural;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.esscher.api.EsscherException;
import org.esscher.runtime.Esscher;
import org.esscher.runtime.RunBuilder;
import org.esscher.runtime.RunResult;
import org.esscher.runtime.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(NativeMemory.class)
class RewardModelingTest {
  private final Esscher host =
      Esscher.builder().classPath(TransformerLm.class.getClassLoader()).build();
  @TempDir Path temporary;
  private Path data;

  /** Answers that begin with 'b' are preferred. */
  @BeforeEach
  void writeData() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int prompt = 0; prompt < 60; prompt++) {
      String rest = "abc".substring(prompt % 3);
      lines.append(
          String.format(
              Locale.ROOT,
              "{\"prompt_id\": %d, \"prompt\": \"c\", \"chosen\": \"b%s\", \"rejected\": \"a%s\"}%n",
              prompt,
              rest,
              rest));
    }
    data = temporary.resolve("pairs.jsonl");
    Files.writeString(data, lines.toString());
  }

  @AfterEach
  void close() {
    host.close();
  }

  private RunBuilder run(String directory) {
    return host.run("reward-modeling")
        .data("data", data.toString())
        .set(
            "reward",
            "{id: bradley-terry-lm, alphabet: abc, context: 8, maxPrompt: 2, layers: 1, heads: 1,"
                + " width: 8}")
        .set("optimizer", "{id: adam, rate: 0.02}")
        .set("epochs", "6")
        .seed(5)
        .out(temporary.resolve(directory));
  }

  @Test
  void learnsWhatIsPreferred() throws IOException {
    RunResult result = run("first").start();
    assertThat(result.status()).isEqualTo(Status.FINISHED);
    assertThat(result.metrics().get("held_out/accuracy")).isEqualTo(1);
    assertThat(result.metrics().get("held_out/loss")).isLessThan(0.2);
    List<String> tables = Files.readAllLines(result.directory().resolve("tables.jsonl"));
    assertThat(tables.stream().filter(line -> line.contains("\"table\":\"held_out\""))).hasSize(6);
    // Every pair is held for what it is, however sure the reward is of it.
    assertThat(tables.stream().filter(line -> line.contains("\"table\":\"calibration\"")))
        .isNotEmpty()
        .allSatisfy(line -> assertThat(line).contains("\"observed\":1.0"));
    RunResult again = run("second").start();
    assertThat(Files.readAllLines(again.directory().resolve("tables.jsonl"))).isEqualTo(tables);
  }

  @Test
  void refusesDataWithoutAPairThatFits() {
    assertThatThrownBy(() -> run("none").set("maxAnswer", "1").start())
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("none of 60 pairs has two different answers of at most 1 bytes");
  }
}
