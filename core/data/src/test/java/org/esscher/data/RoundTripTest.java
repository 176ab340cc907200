package org.esscher.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a sink writes, a source reads back, whatever the batches. */
class RoundTripTest {
  @TempDir Path directory;

  private static final ReadOptions OPTIONS =
      ReadOptions.defaults()
          .withLists("tags")
          .withVectors("v")
          .withKind("code", ValueKind.TEXT)
          .withLayout("plain");

  /**
   * Every type, with everything that is awkward about it; the values are those that the test names.
   */
  private static final String[] LINES = {
    "{\"i\":9007199254740993,\"x\":0.1,\"b\":true,\"code\":\"007\",\"l\":[1.5,\"-Infinity\",null],\"tags\":[\"a\",\"\"],\"v\":[1,2.5],\"h\":[[1,2],[3,4.5]]}",
    "{\"i\":null,\"x\":\"-Infinity\",\"b\":null,\"code\":null,\"l\":[],\"tags\":[],\"v\":null,\"h\":[]}",
    "{\"i\":-1,\"x\":null,\"b\":false,\"code\":\"\",\"l\":[1e-300],\"tags\":[\"ü\\n\\\"q\\\",\\u4e2d\\ud83d\\ude00\"],\"v\":[-0.0,1e300],\"h\":[[5,6]]}",
    "{\"i\":0,\"x\":123456789.125,\"b\":true,\"code\":\" 12 \\r\\n\\t\\\"x\\\",\",\"l\":[0],\"tags\":[\"NaN\"],\"v\":[0,0],\"h\":[[7,8],null,[9,10]]}"
  };

  private static final String[] EXPECTED = {
    "i:integer x:number b:boolean code:text l:list<number> tags:list<text> v:number[2] h:list<number[2]>",
    "i=9007199254740993 x=0.1 b=1 code=<007> l=[1.5, -Infinity, null] tags=[<a>, <>] v=[1.0, 2.5] h=[[1.0, 2.0], [3.0, 4.5]]",
    "i=null x=-Infinity b=null code=null l=[] tags=[] v=null h=[]",
    "i=-1 x=null b=0 code=<> l=[1.0E-300] tags=[<ü\n\"q\",中😀>] v=[-0.0, 1.0E300] h=[[5.0, 6.0]]",
    "i=0 x=1.23456789125E8 b=1 code=< 12 \r\n\t\"x\",> l=[0.0] tags=[<NaN>] v=[0.0, 0.0] h=[[7.0, 8.0], null, [9.0, 10.0]]"
  };

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a.jsonl",
        "a.ndjson.gz",
        "a.json",
        "a.csv",
        "a.csv.gz",
        "a.arrow",
        "a.feather",
        "a.arrows",
        "a.ipc",
        "a.parquet"
      })
  void keepsEverything(String name) {
    Path original = BatchRows.file(directory, "original.jsonl", String.join("\n", LINES));
    Path copy = directory.resolve(name);
    try (Arena arena = Arena.root("test")) {
      Batch batch = Sources.open(original, OPTIONS).readAll(arena);
      assertThat(BatchRows.of(batch)).containsExactly(EXPECTED);
      try (Sink sink = Sinks.open(copy)) {
        sink.write(batch.take(0, 1, 2));
        sink.write(batch.take(3));
        sink.commit();
      }
    }
    for (int batchRows : new int[] {1, 2, 7, Integer.MAX_VALUE}) {
      ReadOptions options = OPTIONS.withBatchRows(batchRows);
      assertThat(BatchRows.read(copy, options)).as("%d rows", batchRows).containsExactly(EXPECTED);
      assertThat(stream(copy, options)).as("%d rows", batchRows).containsExactly(EXPECTED);
    }
  }

  /** Reads batch by batch; each batch says the same types. */
  private static List<String> stream(Path file, ReadOptions options) {
    List<String> rows = new ArrayList<>();
    try (Arena arena = Arena.root("test");
        BatchReader reader = Sources.open(file, options).open(arena)) {
      Map<String, ColumnType> columns = reader.columns();
      for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
        assertThat(batch.rows()).isLessThanOrEqualTo(options.batchRows());
        for (String name : batch.names()) {
          assertThat(ColumnType.of(batch.column(name))).isEqualTo(columns.get(name));
        }
        List<String> more = BatchRows.of(batch);
        rows.addAll(rows.isEmpty() ? more : more.subList(1, more.size()));
      }
      assertThat(reader.next()).isNull();
    }
    return rows;
  }

  @ParameterizedTest
  @ValueSource(strings = {"f.arrow", "f.jsonl", "f.csv", "f.parquet"})
  void keepsFloat32Exactly(String name) {
    try (Arena arena = Arena.root("test")) {
      Column floats = SingleColumns.of(arena, 0.1f);
      Sinks.write(directory.resolve(name), arena.batch(Map.of("f", floats)));
    }
    assertThat(BatchRows.read(directory.resolve(name), ReadOptions.defaults()))
        .containsExactly("f:number", "f=0.10000000149011612");
  }

  @ParameterizedTest
  @ValueSource(strings = {"m.csv", "m.jsonl", "m.arrow", "m.parquet"})
  void keepsRowsOfNothingButAMissingValue(String name) {
    Path original = BatchRows.file(directory, "one.jsonl", "{\"a\":1}\n{\"a\":null}\n{\"a\":3}");
    try (Arena arena = Arena.root("test")) {
      Sinks.write(
          directory.resolve(name), Sources.open(original, ReadOptions.defaults()).readAll(arena));
    }
    assertThat(BatchRows.read(directory.resolve(name), ReadOptions.defaults()))
        .containsExactly("a:integer", "a=1", "a=null", "a=3");
  }

  @ParameterizedTest
  @ValueSource(strings = {"w.jsonl", "w.csv"})
  void decidesTypesAlikeWhateverTheBatches(String name) {
    StringBuilder text = new StringBuilder(name.endsWith("csv") ? "a\n" : "");
    for (int row = 0; row < 100; row++) {
      String value = row == 99 ? "0.5" : Integer.toString(row);
      text.append(name.endsWith("csv") ? value : "{\"a\":" + value + "}").append('\n');
    }
    Path file = BatchRows.file(directory, name, text.toString());
    for (int batchRows : new int[] {1, 7, 1000}) {
      assertThat(stream(file, ReadOptions.defaults().withBatchRows(batchRows)))
          .hasSize(101)
          .startsWith("a:number", "a=0.0")
          .endsWith("a=0.5");
    }
  }
}
