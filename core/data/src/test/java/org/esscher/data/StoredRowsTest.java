package org.esscher.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of 1,000 rows, numbered, in stretches of 300. */
class StoredRowsTest {
  private static final int ROWS = 1000;
  private static final int STRETCH = 300;

  @TempDir Path directory;

  private static Batch rows(Arena arena, int from, int to) {
    Map<String, Column> columns = new LinkedHashMap<>();
    columns.put("i", arena.integers(LongStream.range(from, to).toArray()));
    columns.put("s", arena.texts(IntStream.range(from, to).mapToObj(i -> "row " + i).toList()));
    return arena.batch(columns);
  }

  private Path parquet() throws IOException {
    Path file = directory.resolve("rows.parquet");
    try (Arena arena = Arena.root("test");
        FileChannel channel =
            FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ParquetBatchWriter writer = new ParquetBatchWriter(channel, STRETCH);
      writer.write(rows(arena, 0, ROWS));
      writer.finish();
    }
    return file;
  }

  private Path arrow() {
    Path file = directory.resolve("rows.arrow");
    try (Arena arena = Arena.root("test");
        Sink sink = Sinks.open(file)) {
      for (int from = 0; from < ROWS; from += STRETCH) {
        sink.write(rows(arena, from, Math.min(ROWS, from + STRETCH)));
      }
      sink.commit();
    }
    return file;
  }

  private static StoredRows stored(Path file) {
    return Sources.open(file, ReadOptions.defaults().withBatchRows(64)).stored();
  }

  private static List<String> from(StoredRows rows, long first) {
    List<String> read = new ArrayList<>();
    try (Arena arena = Arena.root("test");
        BatchReader reader = rows.open(arena, first)) {
      for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
        read.addAll(BatchRows.values(batch));
      }
    }
    return read;
  }

  private static void readsFromAnyRow(Path file) {
    StoredRows rows = stored(file);
    assertThat(rows.rows()).isEqualTo(ROWS);
    assertThat(rows.starts()).containsExactly(0, 300, 600, 900, 1000);
    List<String> all = from(rows, 0);
    assertThat(all).hasSize(ROWS).first().isEqualTo("i=0 s=<row 0>");
    for (int first : new int[] {1, 299, 300, 301, 777, 899, 900, 999}) {
      assertThat(from(rows, first)).isEqualTo(all.subList(first, ROWS));
    }
  }

  @Test
  void parquetIsReadFromAnyRow() throws IOException {
    readsFromAnyRow(parquet());
  }

  @Test
  void arrowFilesAreReadFromAnyRow() {
    readsFromAnyRow(arrow());
  }

  @Test
  void messagesNameTheRowOfTheFile() {
    Path file = directory.resolve("bad.parquet");
    try (Arena arena = Arena.root("test")) {
      double[] propensity = new double[500];
      Arrays.fill(propensity, .5);
      propensity[400] = 2;
      Sinks.write(file, arena.batch(Map.of("propensity", arena.numbers(propensity))));
    }
    assertThatThrownBy(() -> from(stored(file), 350))
        .hasMessageContaining("row 400")
        .hasMessageContaining("propensity");
  }

  @Test
  void rowsThatAreNotThereAreRefused() throws IOException {
    StoredRows rows = stored(parquet());
    assertThatThrownBy(() -> from(rows, 1000)).hasMessageContaining("row 1000 was asked of");
  }

  @Test
  void formatsThatDontSayWhereRowsStandAreRefused() {
    Path lines = BatchRows.file(directory, "rows.jsonl", "{\"i\": 1}\n");
    assertThatThrownBy(() -> stored(lines)).hasMessageContaining("write it as .parquet or .arrow");
    Path stream = directory.resolve("rows.arrows");
    try (Arena arena = Arena.root("test")) {
      Sinks.write(stream, rows(arena, 0, 3));
    }
    assertThatThrownBy(() -> stored(stream)).hasMessageContaining("write it as .parquet or .arrow");
  }

  @Test
  void choicesOfRowsAreRefused() throws IOException {
    Path file = parquet();
    ReadOptions range = ReadOptions.defaults().withRange("i", 1, 2);
    assertThatThrownBy(() -> Sources.open(file, range).stored())
        .hasMessageContaining("by a range of a column");
    assertThatThrownBy(() -> Sources.open(List.of(file, file), ReadOptions.defaults()).stored())
        .hasMessageContaining("give one file");
  }

  @Test
  void layoutsThatMakeOtherRowsAreRefused() {
    Path file = directory.resolve("dialogues.parquet");
    try (Arena arena = Arena.root("test")) {
      Map<String, Column> columns = new LinkedHashMap<>();
      columns.put("chosen", arena.texts(List.of("\n\nHuman: a\n\nAssistant: b")));
      columns.put("rejected", arena.texts(List.of("\n\nHuman: a\n\nAssistant: c")));
      Sinks.write(file, arena.batch(columns));
    }
    ReadOptions options = ReadOptions.defaults().withLayout("hh-rlhf");
    assertThatThrownBy(() -> from(Sources.open(file, options).stored(), 0))
        .hasMessageContaining("layout 'hh-rlhf' makes other rows");
  }

  /** Batches of 64 rows, and what is left of each stretch; then of the last stretch alone. */
  @Test
  void aWatcherIsToldOfEveryBatch() {
    List<Integer> read = new ArrayList<>();
    Source source = Sources.open(arrow(), ReadOptions.defaults().withBatchRows(64));
    Source watched = source.watched((rows, fraction) -> read.add(rows));
    try (Arena arena = Arena.root("test")) {
      watched.readAll(arena);
      assertThat(read)
          .containsExactly(64, 64, 64, 64, 44, 64, 64, 64, 64, 44, 64, 64, 64, 64, 44, 64, 36);
      read.clear();
      source.readAll(arena);
      assertThat(read).isEmpty();
    }
    from(watched.stored(), 900);
    assertThat(read).containsExactly(64, 36);
    read.clear();
    List<Integer> other = new ArrayList<>();
    from(watched.stored().watched((rows, fraction) -> other.add(rows)), 900);
    assertThat(read).isEmpty();
    assertThat(other).containsExactly(64, 36);
  }
}
