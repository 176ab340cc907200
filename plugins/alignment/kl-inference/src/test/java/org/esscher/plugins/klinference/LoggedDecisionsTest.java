package org.esscher.plugins.klinference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.esscher.runtime.Esscher;
import org.esscher.runtime.RunResult;
import org.esscher.runtime.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The recipe on files of decisions, with and without a gold log. */
final class LoggedDecisionsTest {
  private static final Map<String, ?> SMALL =
      Map.of(
          "steps", 40, "referenceSteps", 60, "batch", 64, "samples", 4, "temperatures", List.of(1));

  /**
   * A log in which a click follows the action that has its context's number, always, and no other.
   */
  private static Path log(Path file, String context, int rows, int actions) throws IOException {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(actions);
    StringBuilder lines = new StringBuilder();
    for (int row = 0; row < rows; row++) {
      int who = random.nextInt(2);
      int action = random.nextInt(actions);
      lines
          .append("{\"" + context + "\":" + who + ",\"action\":" + action)
          .append(",\"propensity\":" + 1.0 / actions + ",\"reward\":" + (who == action ? 1 : 0))
          .append("}\n");
    }
    return Files.writeString(file, lines);
  }

  private static List<String> table(Path run, String table) throws IOException {
    return Files.readString(run.resolve("tables.jsonl"))
        .lines()
        .filter(line -> line.contains("\"table\":\"" + table + "\""))
        .toList();
  }

  private static Path run(Path directory, String context, String inference, Path data, Path gold) {
    Path out = directory.resolve(context + inference);
    try (Esscher host =
        Esscher.builder().classPath(LoggedDecisionsTest.class.getClassLoader()).build()) {
      RunResult result =
          host.run("kl-inference")
              .data("data", data.toString())
              .data("gold", gold.toString())
              .config(SMALL)
              .set("inference", inference)
              .out(out)
              .seed(3)
              .start();
      assertThat(result.status()).isEqualTo(Status.FINISHED);
    }
    return out;
  }

  @Test
  void both_inferences_find_what_is_certain_in_tables_and_features(@TempDir Path directory)
      throws IOException {
    for (String context : List.of("prompt_id", "position")) {
      Path data = log(directory.resolve(context + "-data.jsonl"), context, 600, 3);
      // The gold log has an action that the data lacks.
      Path gold = log(directory.resolve(context + "-gold.jsonl"), context, 600, 4);
      for (String inference : List.of("reverse", "forward")) {
        Path out = run(directory, context, inference, data, gold);
        assertThat(out.resolve("models/policy@beta-1.0.json")).exists();
        assertThat(table(out, "contexts"))
            .singleElement()
            .asString()
            .contains("\"actions\":4", "\"distinct\":2");
        // Two policies by dm, ips, snips and dr; each with a value of the gold log.
        assertThat(table(out, "off_policy"))
            .hasSize(8)
            .allMatch(line -> line.contains("\"gold_value\":"));
        assertThat(table(out, "verdict"))
            .hasSize(2)
            .element(0)
            .asString()
            .contains("not told apart from the logging policy");
        // The click is certain for one action in three: a tilt by one standard deviation is seen,
        // except where features can't join a context with an action's reward.
        if (context.equals("prompt_id") || inference.equals("forward")) {
          assertThat(table(out, "verdict").get(1)).contains("above the logging policy's interval");
        }
      }
    }
  }

  @Test
  void open_bandit_is_not_claimed_to_be_improved(@TempDir Path directory) throws IOException {
    String root = System.getProperty("ESSCHER_DATA", System.getenv("ESSCHER_DATA"));
    assumeThat(root).as("ESSCHER_DATA, the directory of the public data sets").isNotNull();
    Path bandit = Path.of(String.valueOf(root)).resolve("open-bandit");
    Path out =
        run(
            directory,
            "open-bandit",
            "reverse",
            bandit.resolve("bts/men/men.csv"),
            bandit.resolve("random/men/men.csv"));
    // 551 combinations of position and user features; 34 items.
    assertThat(table(out, "contexts"))
        .singleElement()
        .asString()
        .contains("\"actions\":34", "\"distinct\":551");
    assertThat(table(out, "verdict")).noneMatch(line -> line.contains("above"));
  }
}
