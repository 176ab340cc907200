package org.esscher.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.junit.jupiter.api.Test;

/**
 * Reads the public data sets whole, where a directory with them is named, and compares with their
 * known numbers.
 */
class PublicDataTest {
  /** The file, or the test is skipped. */
  private static Path file(String name) {
    String directory = System.getProperty("ESSCHER_DATA", System.getenv("ESSCHER_DATA"));
    assumeTrue(
        directory != null && !directory.isBlank(),
        "ESSCHER_DATA names no directory with the public data sets");
    Path file = Path.of(directory).resolve(name);
    assumeTrue(Files.isReadable(file), () -> file + " is absent");
    return file;
  }

  @Test
  void hhRlhf() {
    Path file = file("hh-rlhf/harmless-base-test.jsonl.gz");
    try (Arena arena = Arena.root("test")) {
      Batch batch = Sources.open(file, ReadOptions.defaults()).readAll(arena);
      Batch raw = Sources.open(file, ReadOptions.defaults().withLayout("plain")).readAll(arena);
      assertThat(batch.rows()).isEqualTo(2312);
      Map<Long, String> prompts = new HashMap<>();
      int identical = 0;
      for (int row = 0; row < batch.rows(); row++) {
        String prompt = batch.column("prompt").text(row);
        String chosen = batch.column("chosen").text(row);
        String rejected = batch.column("rejected").text(row);
        assertThat(prompt).endsWith("\n\nAssistant:");
        assertThat(prompt + chosen).isEqualTo(raw.column("chosen").text(row));
        assertThat(prompt + rejected).isEqualTo(raw.column("rejected").text(row));
        identical += chosen.equals(rejected) ? 1 : 0;
        String other = prompts.putIfAbsent((long) batch.column("prompt_id").at(row), prompt);
        assertThat(other == null || other.equals(prompt)).isTrue();
      }
      assertThat(identical).isZero();
      assertThat(prompts).hasSize(2310);
    }
  }

  @Test
  void gsm8kSolutions() {
    Path file = file("gsm8k/example_model_solutions.jsonl");
    try (Arena arena = Arena.root("test")) {
      Batch batch = Sources.open(file, ReadOptions.defaults().withBatchRows(100)).readAll(arena);
      assertThat(batch.rows()).isEqualTo(1319 * 4);
      Column correct = batch.column("correct");
      Set<Double> prompts = new HashSet<>();
      Set<Double> solved = new HashSet<>();
      double sum = 0;
      for (int row = 0; row < batch.rows(); row++) {
        prompts.add(batch.column("prompt_id").at(row));
        sum += correct.at(row);
        if (correct.at(row) == 1) {
          solved.add(batch.column("prompt_id").at(row));
        }
      }
      assertThat(prompts).hasSize(1319);
      assertThat(sum / batch.rows()).isCloseTo(0.38, within(0.005));
      assertThat((double) solved.size() / prompts.size()).isCloseTo(0.67, within(0.005));
      assertThat(batch.take(0, 1, 2, 3).column("sampled_by"))
          .satisfies(
              models ->
                  assertThat(
                          new String[] {
                            models.text(0), models.text(1), models.text(2), models.text(3)
                          })
                      .containsExactly(
                          "6b_finetuning",
                          "6b_verification",
                          "175b_finetuning",
                          "175b_verification"));
    }
  }

  @Test
  void gsm8k() {
    Path train = file("gsm8k/train.jsonl");
    Path test = file("gsm8k/test.jsonl");
    try (Arena arena = Arena.root("test")) {
      assertThat(Sources.open(train, ReadOptions.defaults()).readAll(arena).rows()).isEqualTo(7473);
      Batch batch = Sources.open(test, ReadOptions.defaults()).readAll(arena);
      assertThat(batch.rows()).isEqualTo(1319);
      assertThat(batch.column("answer").text(0)).isEqualTo("18");
    }
  }

  @Test
  void openBandit() {
    assertThat(clicks("bts/men/men.csv", 34)).isEqualTo(69);
    assertThat(clicks("random/men/men.csv", 34)).isEqualTo(46);
    assertThat(clicks("random/women/women.csv", 46)).isEqualTo(46);
  }

  private static double clicks(String name, int items) {
    Path file = file("open-bandit/" + name);
    double clicks = 0;
    int rows = 0;
    try (Arena arena = Arena.root("test");
        BatchReader reader =
            Sources.open(file, ReadOptions.defaults().withBatchRows(999)).open(arena)) {
      for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
        rows += batch.rows();
        assertThat(batch.column("user_item_affinity").width()).isEqualTo(items);
        for (double reward : batch.column("reward").toArray()) {
          clicks += reward;
        }
      }
    }
    assertThat(rows).isEqualTo(10_000);
    return clicks;
  }
}
