package org.esscher.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArrowFilesTest {
  @TempDir Path directory;

  @Test
  void readsFilesAndStreamsOneAfterTheOther() {
    Path file = directory.resolve("a.arrow");
    Path stream = directory.resolve("b.ipc");
    Path other = directory.resolve("c.arrow");
    try (Arena arena = Arena.root("test")) {
      Sinks.write(file, arena.batch(Map.of("a", arena.numbers(1, 2))));
      Sinks.write(stream, arena.batch(Map.of("a", arena.numbers(3))));
      Sinks.write(other, arena.batch(Map.of("a", arena.integers(4))));
      assertThat(
              BatchRows.of(
                  Sources.open(List.of(file, stream), ReadOptions.defaults()).readAll(arena)))
          .containsExactly("a:number", "a=1.0", "a=2.0", "a=3.0");
      assertThatThrownBy(
              () -> Sources.open(List.of(file, other), ReadOptions.defaults()).readAll(arena))
          .hasMessageContaining("c.arrow")
          .hasMessageContaining("read it separately");
    }
  }

  @Test
  void namesTheRowOfAValueOutOfRange() {
    Path file = directory.resolve("a.arrow");
    try (Arena arena = Arena.root("test")) {
      Sinks.write(file, arena.batch(Map.of("propensity", arena.numbers(1, 0.5, 0))));
    }
    for (int batchRows : new int[] {1, 2, 8192}) {
      assertThatThrownBy(
              () -> BatchRows.read(file, ReadOptions.defaults().withBatchRows(batchRows)))
          .hasMessageContaining("a.arrow, row 2 (from 0), column 'propensity', value 0.0");
    }
  }

  @Test
  void mapsLayoutsToo() {
    Path file = directory.resolve("a.feather");
    try (Arena arena = Arena.root("test")) {
      Map<String, Column> columns = new LinkedHashMap<>();
      columns.put("question", arena.texts(List.of("1+1?")));
      columns.put("answer", arena.texts(List.of("#### 2")));
      Sinks.write(file, arena.batch(columns));
      Batch batch = Sources.open(file, ReadOptions.defaults()).readAll(arena);
      assertThat(batch.column("answer").text(0)).isEqualTo("2");
    }
  }

  @Test
  void passesBatchesOnWithoutMoreMemoryThanTheFile() {
    Path file = directory.resolve("a.arrow");
    try (Arena arena = Arena.root("test")) {
      try (Sink sink = Sinks.open(file)) {
        for (int i = 0; i < 50; i++) {
          try (Arena step = arena.child("step")) {
            sink.write(step.batch(Map.of("a", step.numbers(new double[10_000]))));
          }
        }
        sink.commit();
      }
      long most = 0;
      try (BatchReader reader =
          Sources.open(file, ReadOptions.defaults().withBatchRows(10_000)).open(arena)) {
        while (reader.next() != null) {
          most = Math.max(most, arena.allocatedBytes());
        }
      }
      // One record batch of 80,000 bytes and its validity, in a buffer that may be rounded up.
      assertThat(most).isBetween(80_000L, 200_000L);
      assertThat(arena.allocatedBytes()).isZero();
    }
  }
}
