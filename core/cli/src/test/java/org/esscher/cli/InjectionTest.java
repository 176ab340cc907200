package org.esscher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What ids, columns and texts hold is shown on a terminal, and does nothing there. */
class InjectionTest {
  /** Clears the screen, turns red, and pretends that all went well. */
  private static final String HOSTILE = "x\u001b[2J\u009b31m\nesscher: done\rok\u202e";

  @TempDir Path directory;

  private static void assertHarmless(Invocation invocation) {
    assertThat(invocation.code()).isEqualTo(2);
    for (String text : new String[] {invocation.out(), invocation.err()}) {
      assertThat(text).doesNotContain("\u001b", "\u009b", "\r", "\u202e", "\nesscher: done");
    }
    assertThat(invocation.err()).contains("\\u001b[2J");
  }

  @Test
  void anId() {
    assertHarmless(Invocation.of("describe", HOSTILE));
    assertHarmless(Invocation.of("run", HOSTILE));
  }

  @Test
  void aVerbAndAnOption() {
    String typed = HOSTILE.replace("\n", "");
    assertHarmless(Invocation.of(typed));
    assertHarmless(Invocation.of("list", "--" + typed));
  }

  @Test
  void aSetting() {
    assertHarmless(Invocation.of("estimate", "dpo", "--in", "x.csv", "--set", HOSTILE + "=1"));
  }

  @Test
  void aColumn() throws IOException {
    Path log = directory.resolve("log.jsonl");
    Files.writeString(
        log, "{\"" + "x\\u001b[2J\\u009b31m\\nesscher: done\\rok\\u202e" + "\": 1}\n");
    assertHarmless(Invocation.of("evaluate", "uniform", "--data", log.toString()));
  }

  @Test
  void aText() throws IOException {
    Path log = directory.resolve("log.csv");
    Files.writeString(log, "action,propensity,reward\n0,0.5,\"" + HOSTILE + "\"\n");
    assertHarmless(Invocation.of("evaluate", "uniform", "--data", log.toString()));
  }
}
