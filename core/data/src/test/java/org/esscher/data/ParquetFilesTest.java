package org.esscher.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalInputFile;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Vocabulary.Range;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What other writers write, and that no more is read than is asked for. */
class ParquetFilesTest {
  @TempDir Path directory;

  private Path file(String name) {
    return directory.resolve(name);
  }

  private static List<String> plain(Path file) {
    return BatchRows.read(file, ReadOptions.defaults().withLayout("plain"));
  }

  @ParameterizedTest
  @EnumSource(
      value = CompressionCodecName.class,
      names = {"UNCOMPRESSED", "SNAPPY", "GZIP", "ZSTD", "LZ4_RAW"})
  void readsWhatItIsPackedWith(CompressionCodecName codec) {
    for (WriterVersion version : WriterVersion.values()) {
      ParquetFile made =
          ParquetFile.of(
                  "required int64 i;",
                  "optional binary s (UTF8);",
                  "optional double x;",
                  "required boolean b;")
              .codec(codec)
              .properties(
                  ParquetProperties.builder()
                      .withWriterVersion(version)
                      .withPageSize(512)
                      .withPageRowCountLimit(100)
                      .withDictionaryPageSize(2048)
                      .build());
      List<Group> rows = new ArrayList<>();
      List<String> expected = new ArrayList<>(List.of("i:integer s:text x:number b:boolean"));
      for (int i = 0; i < 1000; i++) {
        Group row = made.row();
        row.add("i", (long) i * i);
        row.add("b", i % 3 == 0);
        // Few texts, so a dictionary; many numbers, which outgrow one.
        if (i % 5 != 0) {
          row.add("s", "text " + i % 7);
        }
        if (i % 11 != 0) {
          row.add("x", i + 0.25);
        }
        rows.add(row);
        expected.add(
            "i="
                + (long) i * i
                + " s="
                + (i % 5 == 0 ? "null" : "<text " + i % 7 + ">")
                + " x="
                + (i % 11 == 0 ? "null" : i + ".25")
                + " b="
                + (i % 3 == 0 ? 1 : 0));
      }
      Path file = made.write(file(codec + "-" + version + ".parquet"), rows);
      assertThat(plain(file)).isEqualTo(expected);
    }
  }

  @Test
  void refusesAnotherCodecByName() {
    ParquetFile made = ParquetFile.of("required int64 i;").codec(CompressionCodecName.BROTLI);
    Group row = made.row();
    row.add("i", 1L);
    Path file = made.write(file("brotli.parquet"), List.of(row));
    assertThatThrownBy(() -> plain(file))
        .hasMessageContaining("brotli.parquet is compressed with BROTLI")
        .hasMessageContaining("write it with ZSTD");
  }

  @Test
  void readsNumbersOfEverySizeAndTimes() {
    ParquetFile made =
        ParquetFile.of(
            "required int32 small (INTEGER(8,true));",
            "required int32 whole;",
            "required int32 unsigned (INTEGER(32,false));",
            "required int64 large (INTEGER(64,false));",
            "required float single;",
            "required int32 day (DATE);",
            "required int64 at (TIMESTAMP(MICROS,true));",
            "required int64 local (TIMESTAMP(MILLIS,false));",
            "required binary kind (ENUM);");
    Group row = made.row();
    row.add("small", -3);
    row.add("whole", Integer.MIN_VALUE);
    row.add("unsigned", -1);
    row.add("large", Long.MAX_VALUE);
    row.add("single", 0.1f);
    row.add("day", 18_224);
    row.add("at", 1_574_553_663_000_001L);
    row.add("local", -1L);
    row.add("kind", "A");
    assertThat(plain(made.write(file("numbers.parquet"), List.of(row))))
        // 2019-11-24 is day 18,224 after 1970-01-01, and its second 63 is 1,574,553,663.
        .containsExactly(
            "small:integer whole:integer unsigned:integer large:integer single:number day:text"
                + " at:text local:text kind:text",
            "small=-3 whole=-2147483648 unsigned=4294967295 large=9223372036854775807"
                + " single=0.10000000149011612 day=<2019-11-24> at=<2019-11-24T00:01:03.000001Z>"
                + " local=<1969-12-31T23:59:59.999> kind=<A>");
    Group beyond = ParquetFile.of("required int64 large (INTEGER(64,false));").row();
    beyond.add("large", -1L);
    Path file =
        ParquetFile.of("required int64 large (INTEGER(64,false));")
            .write(file("beyond.parquet"), List.of(beyond));
    assertThatThrownBy(() -> plain(file))
        .hasMessageContaining("row 0 (from 0), column 'large', value '18446744073709551615'");
  }

  @Test
  void readsListsInEveryForm() {
    ParquetFile made =
        ParquetFile.of(
            "optional group standard (LIST) { repeated group list { optional int64 element; } }",
            "optional group older (LIST) { repeated int64 array; }",
            "optional group tuple (LIST) { repeated group bag { required binary item (UTF8); } }",
            "repeated double bare;",
            "optional group nested (LIST) { repeated group list { optional group element (LIST) {"
                + " repeated group list { optional double element; } } } }");
    Group full = made.row();
    Group standard = full.addGroup("standard");
    standard.addGroup("list").append("element", 1L);
    standard.addGroup("list");
    standard.addGroup("list").append("element", 3L);
    full.addGroup("older").append("array", 4L).append("array", 5L);
    full.addGroup("tuple").addGroup("bag").append("item", "t");
    full.add("bare", 0.5);
    full.add("bare", 1.5);
    Group nested = full.addGroup("nested");
    Group first = nested.addGroup("list").addGroup("element");
    first.addGroup("list").append("element", 1.0);
    first.addGroup("list");
    nested.addGroup("list");
    Group last = nested.addGroup("list").addGroup("element");
    last.addGroup("list").append("element", 5.0);
    last.addGroup("list").append("element", 6.0);
    Group empty = made.row();
    empty.addGroup("standard");
    assertThat(plain(made.write(file("lists.parquet"), List.of(empty, full, made.row()))))
        .containsExactly(
            "standard:list<integer> older:list<integer> tuple:list<text> bare:list<number>"
                + " nested:list<number[2]>",
            "standard=[] older=[] tuple=[] bare=[] nested=[]",
            "standard=[1, null, 3] older=[4, 5] tuple=[<t>] bare=[0.5, 1.5] nested=[[1.0, NaN],"
                + " null, [5.0, 6.0]]",
            "standard=[] older=[] tuple=[] bare=[] nested=[]");
  }

  @Test
  void readsVectorsWhereTheVocabularyHasThem() {
    ParquetFile made =
        ParquetFile.of(
            "optional group features (LIST) { repeated group list { required float element; } }");
    List<Group> rows = new ArrayList<>(List.of(made.row()));
    Group row = made.row();
    Group features = row.addGroup("features");
    features.addGroup("list").append("element", 1f);
    features.addGroup("list").append("element", 2f);
    rows.add(row);
    assertThat(plain(made.write(file("vectors.parquet"), rows)))
        .containsExactly("features:number[2]", "features=null", "features=[1.0, 2.0]");
    Group longer = made.row();
    features = longer.addGroup("features");
    for (int i = 0; i < 3; i++) {
      features.addGroup("list").append("element", 1f);
    }
    rows.add(longer);
    assertThatThrownBy(() -> plain(made.write(file("longer.parquet"), rows)))
        .hasMessageContaining("longer.parquet, row 2 (from 0), column 'features'")
        .hasMessageContaining("2 components were expected");
  }

  @Test
  void refusesWhatNoColumnHolds() {
    Map<String, String> refused = new LinkedHashMap<>();
    refused.put("required binary raw;", "column 'raw' of Parquet type required binary raw");
    refused.put("required int96 old;", "column 'old' of Parquet type required int96 old");
    refused.put(
        "required int64 money (DECIMAL(10,2));", "column 'money' of Parquet type required int64");
    refused.put(
        "optional group m (MAP) { repeated group key_value { required binary key (UTF8); optional"
            + " int64 value; } }",
        "column 'm' of Parquet type optional group m (MAP)");
    refused.put(
        "optional group o { optional int64 a; }", "column 'o', value an object: layout 'plain'");
    refused.put(
        "optional group d (LIST) { repeated group list { optional group element (LIST) { repeated"
            + " group list { repeated int64 element; } } } }",
        "column 'd': its lists are 3 deep");
    int number = 0;
    for (Map.Entry<String, String> entry : refused.entrySet()) {
      ParquetFile made = ParquetFile.of("required int64 good;", entry.getKey());
      String name = "refused" + number++ + ".parquet";
      Path file = made.writeNothing(file(name));
      assertThatThrownBy(() -> plain(file))
          .hasMessageContaining(name)
          .hasMessageContaining(entry.getValue());
    }
  }

  @Test
  void mapsLayoutsToo() {
    Path file = file("a.parquet");
    try (Arena arena = Arena.root("test")) {
      Map<String, Column> columns = new LinkedHashMap<>();
      columns.put("question", arena.texts(List.of("1+1?")));
      columns.put("answer", arena.texts(List.of("#### 2")));
      Sinks.write(file, arena.batch(columns));
    }
    assertThat(BatchRows.read(file, ReadOptions.defaults()).get(1)).endsWith("answer=<2>");
  }

  /** Rows 0 to 39 in four row groups: a is the row, b the row in tens and thirds. */
  private Path groups(String name) throws IOException {
    Path file = file(name);
    try (Arena arena = Arena.root("test");
        FileChannel channel =
            FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      double[] a = new double[40];
      double[] b = new double[40];
      for (int row = 0; row < 40; row++) {
        a[row] = row;
        b[row] = Math.floorDiv(row, 10);
      }
      Map<String, Column> columns = new LinkedHashMap<>();
      columns.put("a", arena.numbers(a));
      columns.put("b", arena.numbers(b));
      ParquetBatchWriter writer = new ParquetBatchWriter(channel, 10);
      writer.write(arena.batch(columns));
      writer.finish();
    }
    return file;
  }

  /** Fills the bytes of a column in a row group with ones. */
  private static void damage(Path file, int group, String column) throws IOException {
    ColumnChunkMetaData chunk;
    try (ParquetFileReader reader =
        new ParquetFileReader(
            new LocalInputFile(file),
            ParquetReadOptions.builder(new PlainParquetConfiguration())
                .withCodecFactory(new ParquetCodecs(""))
                .build())) {
      List<BlockMetaData> groups = reader.getRowGroups();
      chunk =
          groups.get(group).getColumns().stream()
              .filter(found -> found.getPath().toDotString().equals(column))
              .findFirst()
              .orElseThrow();
    }
    byte[] ones = new byte[Math.toIntExact(chunk.getTotalSize())];
    Arrays.fill(ones, (byte) -1);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(ones), chunk.getStartingPos());
    }
  }

  @Test
  void readsNoColumnThatIsNotAskedFor() throws IOException {
    Path file = groups("columns.parquet");
    damage(file, 1, "b");
    assertThatThrownBy(() -> plain(file)).hasMessageContaining("columns.parquet");
    List<String> rows = BatchRows.read(file, ReadOptions.defaults().withColumns("a"));
    assertThat(rows).hasSize(41).startsWith("a:number", "a=0.0").endsWith("a=39.0");
  }

  @Test
  void readsNoRowGroupThatCannotHoldTheRange() throws IOException {
    Path file = groups("groups.parquet");
    damage(file, 0, "a");
    damage(file, 3, "b");
    ReadOptions some = ReadOptions.defaults().withRange("b", 0.5, 2);
    assertThat(BatchRows.read(file, some))
        .hasSize(21)
        .startsWith("a:number b:number", "a=10.0 b=1.0")
        .endsWith("a=29.0 b=2.0");
    // Of a group that is read, the rows outside are left out.
    assertThat(BatchRows.read(file, ReadOptions.defaults().withRange("a", 14.5, 17)))
        .containsExactly("a:number b:number", "a=15.0 b=1.0", "a=16.0 b=1.0", "a=17.0 b=1.0");
    assertThatThrownBy(() -> BatchRows.read(file, ReadOptions.defaults().withRange("a", 50, 60)))
        .hasMessageContaining("holds no row whose 'a' lies between 50.0 and 60.0");
  }

  @Test
  void countsTheRowsThatItSkips() throws IOException {
    Path file = groups("where.parquet");
    ReadOptions options =
        ReadOptions.defaults()
            .withRange("b", 2, 2)
            .withValidation(Validation.none().with("a", Range.POSITIVE_PROBABILITY));
    assertThatThrownBy(() -> BatchRows.read(file, options))
        .hasMessageContaining("where.parquet, row 20 (from 0), column 'a', value 20.0");
  }

  @Test
  void choosesRowsAndColumnsOfOtherFormatsToo() {
    for (String name : List.of("c.csv", "c.jsonl", "c.arrow", "c.parquet")) {
      try (Arena arena = Arena.root("test")) {
        Map<String, Column> columns = new LinkedHashMap<>();
        columns.put("a", arena.numbers(1, 2, 3));
        columns.put("b", arena.texts(List.of("x", "y", "z")));
        columns.put("c", arena.numbers(4, 5, 6));
        Sinks.write(file(name), arena.batch(columns));
      }
      ReadOptions options =
          ReadOptions.defaults().withColumns("b", "c").withRange("c", 5, 9).withBatchRows(1);
      assertThat(BatchRows.read(file(name), options))
          .as(name)
          .containsExactly("b:text c:number", "b=<y> c=5.0", "b=<z> c=6.0");
      assertThatThrownBy(
              () -> BatchRows.read(file(name), ReadOptions.defaults().withColumns("a", "bb")))
          .hasMessageContaining("has no column 'bb': there are ")
          .hasMessageContaining("a");
      assertThatThrownBy(
              () -> BatchRows.read(file(name), ReadOptions.defaults().withRange("b", 0, 1)))
          .hasMessageContaining("rows can't be chosen by column 'b' of text");
    }
    assertThatThrownBy(() -> ReadOptions.defaults().withRange("a", 1, Double.NaN))
        .hasMessageContaining("nothing lies in it");
  }

  @Test
  void readsFilesOneAfterTheOther() throws IOException {
    List<Path> files = List.of(groups("one.parquet"), groups("two.parquet"));
    try (Arena arena = Arena.root("test")) {
      Batch all = Sources.open(files, ReadOptions.defaults()).readAll(arena);
      assertThat(all.rows()).isEqualTo(80);
      assertThat(all.column("a").at(40)).isZero();
      Sinks.write(file("other.parquet"), arena.batch(Map.of("a", arena.integers(1))));
    }
    assertThatThrownBy(
            () -> {
              try (Arena arena = Arena.root("test")) {
                Sources.open(List.of(files.get(0), file("other.parquet")), ReadOptions.defaults())
                    .readAll(arena);
              }
            })
        .hasMessageContaining("other.parquet has the columns")
        .hasMessageContaining("read it separately");
  }

  @Test
  void streamsInBoundedMemory() {
    Path file = file("long.parquet");
    try (Arena arena = Arena.root("test")) {
      try (Sink sink = Sinks.open(file)) {
        for (int i = 0; i < 30; i++) {
          try (Arena step = arena.child("step")) {
            sink.write(step.batch(Map.of("a", step.numbers(new double[10_000]))));
          }
        }
        sink.commit();
      }
      long most = 0;
      long rows = 0;
      try (BatchReader reader = Sources.open(file, ReadOptions.defaults()).open(arena)) {
        for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
          most = Math.max(most, arena.allocatedBytes());
          rows += batch.rows();
        }
      }
      assertThat(rows).isEqualTo(300_000);
      // 8,192 rows of 8 bytes and their validity, in buffers that may be rounded up.
      assertThat(most).isBetween(65_536L, 150_000L);
    }
  }

  @Test
  void theRestWorksWithoutItsLibraries() throws Exception {
    List<URL> kept = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      if (!entry.matches(".*/(parquet|hadoop|aircompressor|jts)-[^/]*jar")) {
        kept.add(Path.of(entry).toUri().toURL());
      }
    }
    Files.writeString(file("a.jsonl"), "{\"a\":1}");
    Files.writeString(file("a.parquet"), "PAR1");
    try (URLClassLoader without =
        new URLClassLoader(kept.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
      var read =
          without
              .loadClass(BatchRows.class.getName())
              .getDeclaredMethod(
                  "read", Path.class, without.loadClass(ReadOptions.class.getName()));
      Object options =
          without.loadClass(ReadOptions.class.getName()).getMethod("defaults").invoke(null);
      read.setAccessible(true);
      assertThat(read.invoke(null, file("a.jsonl"), options)).hasToString("[a:integer, a=1]");
      assertThatThrownBy(() -> read.invoke(null, file("a.parquet"), options))
          .cause()
          .hasMessageContaining("ParquetFileReader is missing")
          .hasMessageContaining("org.esscher:esscher-parquet");
    }
  }
}
