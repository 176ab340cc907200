package org.esscher.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.esscher.api.Batch;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SinkTest {
  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"a.jsonl", "a.csv.gz", "a.arrow", "a.arrows"})
  void leavesTheOldFileUntilCommit(String name) throws IOException {
    Path file = BatchRows.file(directory, name, "old");
    try (Arena arena = Arena.root("test")) {
      Batch batch = arena.batch(Map.of("a", arena.numbers(1)));
      try (Sink sink = Sinks.open(file)) {
        sink.write(batch);
        assertThat(Files.readString(file, StandardCharsets.UTF_8)).isEqualTo("old");
      }
      assertThat(Files.readString(file, StandardCharsets.UTF_8)).isEqualTo("old");
      Sinks.write(file, batch);
    }
    assertThat(BatchRows.read(file, ReadOptions.defaults())).containsExactly("a:number", "a=1.0");
    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left).containsExactly(file);
    }
  }

  @Test
  void refusesBatchesThatDiffer() {
    try (Arena arena = Arena.root("test");
        Sink sink = Sinks.open(directory.resolve("a.jsonl"))) {
      sink.write(arena.batch(Map.of("a", arena.numbers(1))));
      assertThatThrownBy(() -> sink.write(arena.batch(Map.of("a", arena.integers(1)))))
          .hasMessageContaining("{a=integer}")
          .hasMessageContaining("{a=number}");
    }
  }

  @Test
  void refusesWhatCannotBeAFile() {
    assertThatThrownBy(() -> Sinks.open(directory.resolve("no/a.csv")))
        .isInstanceOfSatisfying(
            EsscherException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.USER))
        .hasMessageContaining("no directory");
    assertThatThrownBy(() -> Sinks.open(directory.resolve("a.xlsx")))
        .hasMessageContaining(".jsonl, .ndjson, .json, .csv, .arrow, .feather, .arrows, .ipc");
  }

  @Test
  void refusesToEndTwiceOrEmpty() {
    try (Arena arena = Arena.root("test");
        Sink sink = Sinks.open(directory.resolve("a.csv"))) {
      assertThatThrownBy(sink::commit).hasMessageContaining("nothing was written");
      Batch batch = arena.batch(Map.of("a", arena.numbers(1)));
      sink.write(batch);
      sink.commit();
      assertThatThrownBy(() -> sink.write(batch)).hasMessageContaining("ended");
    }
  }
}
