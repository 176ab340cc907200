package org.esscher.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.data.Arena;
import org.esscher.data.ReadOptions;
import org.esscher.data.Sinks;
import org.esscher.data.Sources;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A policy that takes the second of two actions twice as often as the first. */
class ScoreCommandTest {
  /** Three shards of 4,096 rows. */
  private static final int ROWS = 10_000;

  @TempDir static Path directory = Path.of("");

  private static Path model = Path.of("");
  private static Path log = Path.of("");

  @BeforeAll
  static void write() throws IOException {
    model = directory.resolve("policy.json");
    Files.writeString(
        model,
        "{\"format\": \"esscher-model-1\", \"fitted\": false,"
            + " \"config\": {\"id\": \"tabular-softmax\", \"context\": [\"cohort\"],"
            + " \"contexts\": 1, \"actions\": 2},"
            + " \"state\": {\"numbers\": {\"logits\": [0, "
            + Math.log(2)
            + "]}, \"texts\": {}}}");
    log = directory.resolve("log.parquet");
    long[] actions = new long[ROWS];
    Arrays.setAll(actions, row -> row % 2);
    try (Arena arena = Arena.root("test")) {
      Map<String, Column> columns = new LinkedHashMap<>();
      columns.put("cohort", arena.integers(new long[ROWS]));
      columns.put("action", arena.integers(actions));
      Sinks.write(log, arena.batch(columns));
    }
  }

  private static Invocation score(String... more) {
    String[] arguments = {"score", model.toString(), "--in", log.toString()};
    String[] all = Arrays.copyOf(arguments, arguments.length + more.length);
    System.arraycopy(more, 0, all, arguments.length, more.length);
    return Invocation.of(all);
  }

  @Test
  void outputsAreAddedToTheRowsWhereverThoseAre() {
    try (Arena arena = Arena.root("test")) {
      double[][] found = new double[2][];
      for (int i = 0; i < found.length; i++) {
        Path out = directory.resolve("scored" + i + ".arrow");
        Invocation invocation =
            i == 0 ? score("--out", out.toString()) : score("--out", out.toString(), "--stream");
        assertThat(invocation.code()).as(invocation.err()).isZero();
        assertThat(invocation.out()).isEqualTo("wrote " + out + "\n");
        Batch scored = Sources.open(out, ReadOptions.defaults()).readAll(arena);
        assertThat(scored.names()).contains("cohort", "action", "logp");
        found[i] = scored.column("logp").toArray();
      }
      assertThat(found[1]).isEqualTo(found[0]);
      for (int row = 0; row < ROWS; row++) {
        assertThat(found[0][row]).isCloseTo(Math.log((1 + row % 2) / 3.0), within(1e-15));
      }
    }
  }

  @Test
  void printsOutputsWithoutAFile() {
    Invocation invocation = score();
    assertThat(invocation.code()).as(invocation.err()).isZero();
    assertThat(invocation.out()).contains("\"logp\" : [");
  }

  @Test
  void whatIsMissingIsNamed() throws IOException {
    Invocation nowhere = score("--stream");
    assertThat(nowhere.code()).isEqualTo(2);
    assertThat(nowhere.err()).contains("say where to, with --out");
    Path lacking = directory.resolve("short.jsonl");
    Files.writeString(lacking, "{\"action\": 0}\n");
    Invocation without = Invocation.of("score", model.toString(), "--in", lacking.toString());
    assertThat(without.code()).isEqualTo(2);
    assertThat(without.err())
        .contains("short.jsonl: the rows lack the column 'cohort', which the model reads");
    Invocation engine = score("--engine", "spark");
    assertThat(engine.code()).isEqualTo(2);
    assertThat(engine.err()).contains("there is no engine 'spark' here");
  }
}
