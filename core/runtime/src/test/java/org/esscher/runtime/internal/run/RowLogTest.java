package org.esscher.runtime.internal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.esscher.api.Batch;
import org.esscher.api.EsscherException;
import org.esscher.api.State;
import org.esscher.data.Arena;
import org.esscher.data.ColumnType;
import org.esscher.data.ReadOptions;
import org.esscher.data.Sources;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowLogTest {
  @TempDir Path temporary;
  private final Arena arena = Arena.root("test");

  @AfterEach
  void closeWithoutLeaks() {
    arena.close();
  }

  private Batch rows(int from, int to) {
    double[] values = IntStream.range(from, to).asDoubleStream().toArray();
    return arena.batch(Map.of("x", arena.numbers(values)));
  }

  private static int[] range(int from, int to) {
    return IntStream.range(from, to).toArray();
  }

  private static double[] doubles(int from, int to) {
    return IntStream.range(from, to).asDoubleStream().toArray();
  }

  @Test
  void keepsTheLastRowsInTheOrderInWhichTheyCame() {
    RowLog log = new RowLog("replay", arena, 0);
    int end = 0;
    for (int size = 1; size <= 12; size++) {
      log.append(BatchCodec.encode(rows(end, end + size)), 20);
      end += size;
      int first = Math.max(0, end - 20);
      assertThat(log.rows()).isEqualTo(end - first);
      assertThat(log.take(range(0, log.rows()), arena).column("x").toArray())
          .isEqualTo(doubles(first, end));
      log.beginStep();
    }
    assertThat(log.take(new int[] {19, 0, 7, 7}, arena).column("x").toArray())
        .containsExactly(77, 58, 65, 65);
    assertThat(log.all().column("x").toArray()).isEqualTo(doubles(58, 78));
  }

  @Test
  void whatWasLookedAtLivesUntilTheNextStep() {
    RowLog log = new RowLog("replay", arena, 0);
    log.append(BatchCodec.encode(rows(0, 3)), 3);
    Batch before = log.all();
    log.append(BatchCodec.encode(rows(3, 6)), 3);
    assertThat(before.column("x").toArray()).containsExactly(0, 1, 2);
    long both = arena.allocatedBytes();
    log.beginStep();
    assertThat(arena.allocatedBytes()).isLessThan(both);
  }

  @Test
  void otherColumnsAreRefusedAndLeaveNothingBehind() {
    RowLog log = new RowLog("replay", arena, 0);
    log.append(BatchCodec.encode(rows(0, 3)), 9);
    Batch other = arena.batch(Map.of("x", arena.texts(List.of("one"))));
    assertThatThrownBy(() -> log.append(BatchCodec.encode(other), 9))
        .isInstanceOf(EsscherException.class)
        .hasMessage(
            "rows with the columns {x=text} can't be added to replay, whose rows have {x=number}");
    assertThat(log.all().column("x").toArray()).containsExactly(0, 1, 2);
  }

  /** Every type that a column may have, and whole numbers that no float64 holds. */
  @Test
  void rowsComeBackFromDiskAsTheyWere() {
    Batch batch =
        arena.batch(
            Map.of(
                "integer", arena.integers(Long.MAX_VALUE, Long.MIN_VALUE, -1),
                "number", arena.numbers(0.1, Double.NEGATIVE_INFINITY, -0.0),
                "truth", arena.booleans(true, false, true),
                "text", arena.texts(List.of("ä", "", "x")),
                "list", arena.lists(new int[] {0, 2, 2, 3}, 1, 2, 3),
                "vector", arena.vectors(2, 1, 2, 3, 4, 5, 6),
                "vectors", arena.vectorLists(2, new int[] {0, 0, 1, 2}, 1, 2, 3, 4),
                "texts", arena.textLists(List.of(List.of("a"), List.of(), List.of("b", "c")))));
    State stored = StateCodec.fromBytes(StateCodec.toBytes(BatchCodec.encode(batch)), "memory");
    Batch back = BatchCodec.decode(stored, arena);
    assertThat(back.names()).isEqualTo(batch.names());
    for (String name : batch.names()) {
      assertThat(ColumnType.of(back.column(name))).isEqualTo(ColumnType.of(batch.column(name)));
      for (int row = 0; row <= 3; row++) {
        assertThat(back.column(name).start(row)).isEqualTo(batch.column(name).start(row));
      }
      for (int element = 0; element < batch.column(name).start(3); element++) {
        assertThat(back.column(name).text(element))
            .as("%s %d", name, element)
            .isEqualTo(batch.column(name).text(element));
      }
    }
  }

  @Test
  void aMissingValueIsRefused() throws IOException {
    Path file = temporary.resolve("rows.jsonl");
    Files.writeString(file, "{\"x\": 1}\n{\"x\": null}\n");
    Batch batch = Sources.open(file, ReadOptions.defaults()).readAll(arena);
    assertThatThrownBy(() -> BatchCodec.encode(batch))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("the column x has no value in row 1");
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(temporary)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  /** A checkpoint writes what came since the last one, and keeps what that one needs. */
  @Test
  void aCheckpointWritesOnlyNewRows() throws IOException {
    StateStore store = new StateStore(temporary, new Supervision());
    RowLogs logs = new RowLogs(arena);
    logs.append("replay", rows(0, 4), 6);
    logs.append("replay", rows(4, 5), 6);
    State first = logs.save(store);
    store.keep(logs.files());
    assertThat(first.under("replay").texts("files")).hasSize(1);
    logs.append("replay", rows(5, 8), 6);
    State second = logs.save(store);
    store.keep(logs.files());
    assertThat(second.under("replay").texts("files"))
        .hasSize(2)
        .startsWith(first.under("replay").texts("files").get(0));
    RowLogs resumed = new RowLogs(arena);
    resumed.resume(second, store);
    RowLog log = Objects.requireNonNull(resumed.get("replay"));
    assertThat(log.all().column("x").toArray()).isEqualTo(doubles(2, 8));
    assertThat(resumed.save(store)).isEqualTo(second);
    logs.append("replay", rows(8, 14), 6);
    logs.save(store);
    store.keep(logs.files());
    assertThat(files()).as("the checkpoint before needs the old ones").hasSize(3);
    logs.save(store);
    store.keep(logs.files());
    assertThat(files()).as("nobody needs the old ones").hasSize(1);
  }

  @Test
  void aDamagedFileIsTold() throws IOException {
    StateStore store = new StateStore(temporary, new Supervision());
    String name = store.put(State.empty().with("x", 1, 2));
    assertThat(store.put(State.empty().with("x", 1, 2))).isEqualTo(name);
    Path file = temporary.resolve(name + ".cbor");
    byte[] content = Files.readAllBytes(file);
    content[content.length / 2] ^= 1;
    Files.write(file, content);
    assertThatThrownBy(() -> new StateStore(temporary, new Supervision()).get(name))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining(name)
        .hasMessageContaining("damaged");
    Files.delete(file);
    assertThatThrownBy(() -> new StateStore(temporary, new Supervision()).get(name))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("can't be read");
  }
}
