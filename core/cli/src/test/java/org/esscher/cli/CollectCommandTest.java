package org.esscher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.esscher.api.Batch;
import org.esscher.data.Arena;
import org.esscher.data.ReadOptions;
import org.esscher.data.Sources;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class CollectCommandTest {
  @TempDir Path directory;

  private Invocation collect(Path log, String... more) {
    String[] first = {
      "collect", "uniform", "--out", log.toString(), "--episodes", "5", "--copies", "2"
    };
    String[] all = Arrays.copyOf(first, first.length + more.length);
    System.arraycopy(more, 0, all, first.length, more.length);
    return Invocation.of(all);
  }

  /** Bandit pulls: an episode a row, all of which end inside; every arm pays 1. */
  @Test
  void episodesBecomeALog() {
    Path log = directory.resolve("log.jsonl");
    Invocation done =
        collect(log, "--environment", "{id: multi-armed-bandit, means: [1, 1]}", "--json");
    assertThat(done.code()).as(done.err()).isZero();
    JsonNode told = Json.read(done.out().getBytes(StandardCharsets.UTF_8));
    assertThat(told.path("rows").intValue()).isEqualTo(5);
    assertThat(told.path("meanReturn").doubleValue()).isEqualTo(1);
    try (Arena arena = Arena.root("test")) {
      Batch rows = Sources.open(log, ReadOptions.defaults()).readAll(arena);
      assertThat(rows.column("episode_id").toArray()).containsExactly(0, 1, 2, 3, 4);
      assertThat(rows.column("terminated").toArray()).containsOnly(1);
      assertThat(rows.column("reward").toArray()).containsOnly(1);
      assertThat(rows.column("behavior_logp").toArray()).containsOnly(Math.log(0.5));
      assertThat(rows.names()).contains("observation", "action", "next_observation", "step");
    }
  }

  @Test
  void theSameSeedGivesTheSameLog() {
    Path one = directory.resolve("one.arrows");
    Path other = directory.resolve("other.arrows");
    assertThat(collect(one, "--environment", "cart-pole", "--seed", "7").code()).isZero();
    assertThat(collect(other, "--environment", "cart-pole", "--seed", "7").code()).isZero();
    assertThat(one).hasSameBinaryContentAs(other);
  }

  @Test
  void whatCantBePlayedIsRefused() {
    Path log = directory.resolve("log.jsonl");
    Invocation unknown = collect(log, "--environment", "cart-pol");
    assertThat(unknown.code()).isEqualTo(2);
    assertThat(unknown.err()).contains("cart-pole");
    Invocation vectors = collect(log, "--environment", "pendulum");
    assertThat(vectors.code()).isEqualTo(2);
    assertThat(vectors.err()).contains("numbered actions");
    assertThat(log).doesNotExist();
    assertThat(collect(log, "--environment", "{limit: 3}").err()).contains("names no id");
    Invocation none =
        Invocation.of(
            "collect", "uniform", "--environment", "chain", "--episodes", "0", "--out", "log.csv");
    assertThat(none.err()).contains("0 episodes");
  }
}
