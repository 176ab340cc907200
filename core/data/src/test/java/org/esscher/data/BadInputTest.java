package org.esscher.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.AbstractThrowableAssert;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every way in which a file can be wrong is told with its place, and leaves no memory behind. */
class BadInputTest {
  @TempDir Path directory;

  private AbstractThrowableAssert<?, ? extends Throwable> refused(
      ErrorCode code, Path file, ReadOptions options) {
    assertThatThrownBy(
            () -> {
              try (Arena arena = Arena.root("streaming");
                  BatchReader reader = Sources.open(file, options).open(arena)) {
                while (reader.next() != null) {
                  assertThat(arena.allocatedBytes()).isPositive();
                }
              }
            })
        .isInstanceOf(EsscherException.class);
    return assertThatThrownBy(() -> BatchRows.read(file, options))
        .isInstanceOfSatisfying(EsscherException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContaining(String.valueOf(file.getFileName()));
  }

  private AbstractThrowableAssert<?, ? extends Throwable> refusedData(Path file) {
    return refused(ErrorCode.DATA, file, ReadOptions.defaults());
  }

  private AbstractThrowableAssert<?, ? extends Throwable> refusedText(String name, String text) {
    return refusedData(BatchRows.file(directory, name, text));
  }

  @Test
  void truncatedGzip() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 10_000; i++) {
      text.append("{\"a\":").append(i * 7919L % 10007).append("}\n");
    }
    Path whole = BatchRows.gzip(directory, "whole.jsonl.gz", text.toString());
    byte[] bytes = Files.readAllBytes(whole);
    Path half = directory.resolve("half.jsonl.gz");
    Files.write(half, Arrays.copyOf(bytes, bytes.length / 2));
    refusedData(half)
        .hasMessageContaining("after line")
        .hasMessageContaining("gzip data end before");
    Path csv = directory.resolve("half.csv.gz");
    Files.write(csv, Arrays.copyOf(bytes, bytes.length / 2));
    refusedData(csv).hasMessageContaining("gzip data end before");
    Path empty = directory.resolve("empty.csv.gz");
    Files.write(empty, new byte[0]);
    refusedData(empty).hasMessageContaining("gzip data end before");
  }

  @Test
  void gzipThatIsNone() {
    refusedText("plain.jsonl.gz", "{\"a\":1}\n").hasMessageContaining("not valid gzip");
    refusedText("plain.csv.gz", "a\n1\n").hasMessageContaining("rename it without .gz");
  }

  @Test
  void raggedCsv() {
    refusedText("a.csv", "a,b\nx,2\n\"3\n\",4\n5\n")
        .hasMessageContaining("line 5: the row has 1 fields, but the header has 2 (a,b)");
    refusedText("c.csv", "a,b\n1,2\n1,half, the other\n")
        .hasMessageContaining("line 3: the row has 3");
    refusedText("b.csv", "a,b\n1,2,3\n").hasMessageContaining("line 2: the row has 3 fields");
  }

  @Test
  void brokenCsv() {
    refusedText("a.csv", "a,b\n1,\"open\n2,3\n").hasMessageContaining("check the quotes");
    refusedText("d.csv", "a,b\n1,\"x\"y\n").hasMessageContaining("check the quotes");
    refusedText("b.csv", "a,a\n1,2\n")
        .hasMessageContaining("line 1")
        .hasMessageContaining("'a' twice");
    refusedText("c.csv", "a,,b\n1,2,3\n").hasMessageContaining("field 2 of the header has no name");
  }

  @Test
  void differentHeaders() {
    Path first = BatchRows.file(directory, "one.csv", "a,b\n1,2\n");
    Path second = BatchRows.file(directory, "two.csv", "a,c\n1,2\n");
    Path third = BatchRows.file(directory, "three.csv", "a\n1\n");
    try (Arena arena = Arena.root("test")) {
      assertThatThrownBy(
              () -> Sources.open(List.of(first, second), ReadOptions.defaults()).readAll(arena))
          .hasMessageContaining("two.csv, line 1")
          .hasMessageContaining("'c'");
      assertThatThrownBy(
              () -> Sources.open(List.of(first, third), ReadOptions.defaults()).readAll(arena))
          .hasMessageContaining("three.csv, line 1")
          .hasMessageContaining("[b]");
    }
  }

  @Test
  void linesThatAreNoObjects() {
    refusedText("a.jsonl", "{\"a\":1}\n{\"a\":\n")
        .hasMessageContaining("line 2: it is not JSON")
        .hasMessageContaining("'{\"a\":'")
        .hasMessageNotContaining("REDACTED");
    refusedText("b.jsonl", "{\"a\":1}\n\n[1,2]\n")
        .hasMessageContaining("line 3: found an array")
        .hasMessageContaining("[1,2]");
    refusedText("c.jsonl", "{\"a\":1} {\"a\":2}\n").hasMessageContaining("line 1: more follows");
    refusedText("d.jsonl", "hello\n").hasMessageContaining("line 1: it is not JSON");
    refusedText("e.jsonl", "{}\n").hasMessageContaining("without fields");
  }

  @Test
  void objectsThatAreNoRows() {
    refusedText("a.jsonl", "{\"a\":1,\"b\":2,\"a\":3}\n")
        .hasMessageContaining("line 1: column 'a' is given twice");
    refusedText("b.jsonl", "{\"a\":1}\n{\"a\":{\"b\":2}}\n")
        .hasMessageContaining("line 2, column 'a'");
    refusedText("c.jsonl", "{\"x\":1}\n{\"a\":{\"b\":2}}\n")
        .hasMessageContaining("line 2, column 'a', value an object")
        .hasMessageContaining("'plain'");
    refusedText("d.jsonl", "{\"a\":[{\"b\":2}]}\n")
        .hasMessageContaining("line 1, column 'a', value an object: layout 'plain'");
    refusedText("e.jsonl", "{\"a\":[[[1]]]}\n").hasMessageContaining("two deep");
  }

  @Test
  void wrongTypes() {
    refusedText("a.jsonl", "{\"a\":1}\n{\"a\":\"x\"}\n")
        .hasMessageContaining("line 2, column 'a', value 'x': a whole number was expected");
    refusedText("b.jsonl", "{\"a\":\"x\"}\n{\"a\":1}\n")
        .hasMessageContaining("line 2, column 'a', value '1': text was expected");
    refusedText("c.jsonl", "{\"a\":1}\n{\"a\":[1]}\n").hasMessageContaining("line 2, column 'a'");
    refusedText("d.jsonl", "{\"a\":[1]}\n{\"a\":1}\n").hasMessageContaining("a list was expected");
    refusedText("e.jsonl", "{\"a\":[[1,2]]}\n{\"a\":[[1]]}\n")
        .hasMessageContaining("line 2, column 'a', value 'a vector of 1': 2 components");
    refusedText("f.jsonl", "{\"a\":[[1],2]}\n").hasMessageContaining("a vector was expected");
    refusedText("g.jsonl", "{\"a\":[2,[1]]}\n").hasMessageContaining("a list within a list");
    refusedText("h.jsonl", "{\"a\":true}\n{\"a\":2}\n").hasMessageContaining("true or false");
    refusedText("i.jsonl", "{\"features\":[1,2]}\n{\"features\":[1]}\n")
        .hasMessageContaining("2 components were expected");
    refusedText("j.csv", "a\n1\n2\nx\n")
        .hasMessageContaining("line 4, column 'a', value 'x': a whole number was expected");
    refusedText("k.csv", "reward\nx\n").hasMessageContaining("line 2, column 'reward', value 'x'");
    refusedText("l.csv", "a\n\"[1,2]\"\n3\n")
        .hasMessageContaining("line 3, column 'a', value '3': a list");
    refusedText("m.csv", "a\n\"[1,2]\"\n\"[1,\"\n").hasMessageContaining("line 3, column 'a'");
  }

  @Test
  void numbersThatDontFit() {
    refusedText("a.jsonl", "{\"a\":18446744073709551615}\n")
        .hasMessageContaining("line 1, column 'a', value '18446744073709551615'")
        .hasMessageContaining("int64");
    refusedText("b.csv", "a\n18446744073709551615\n").hasMessageContaining("int64");
    refusedText("c.jsonl", "{\"a\":1e999}\n").hasMessageContaining("value '1e999'");
    refusedText("d.jsonl", "{\"a\":9007199254740993}\n{\"a\":0.5}\n")
        .hasMessageContaining("value '9007199254740993'")
        .hasMessageContaining("exactly");
  }

  @Test
  void changesAfterTheFirstRows() {
    StringBuilder text = new StringBuilder();
    for (int row = 0; row < TextReader.WINDOW_ROWS; row++) {
      text.append("{\"a\":1}\n");
    }
    refusedText("late.jsonl", text + "{\"a\":1,\"ab\":2}\n")
        .hasMessageContaining(
            "line 8193: column 'ab' appears here for the first time, after 8192 rows")
        .hasMessageContaining("did you mean 'a'?");
    refusedText("fraction.jsonl", text + "{\"a\":0.5}\n")
        .hasMessageContaining("line 8193, column 'a', value '0.5': a whole number")
        .hasMessageContaining("declare the column as numbers");
    assertThat(
            BatchRows.read(
                directory.resolve("fraction.jsonl"),
                ReadOptions.defaults().withKind("a", ValueKind.NUMBER)))
        .hasSize(8194)
        .endsWith("a=0.5");
  }

  @Test
  void missingColumns() {
    Path file = BatchRows.file(directory, "a.jsonl", "{\"chosen\":\"x\",\"reject\":\"y\"}\n");
    refused(ErrorCode.DATA, file, ReadOptions.defaults().withLayout("hh-rlhf"))
        .hasMessageContaining("line 1: layout 'hh-rlhf' needs column 'rejected'")
        .hasMessageContaining("did you mean 'reject'?");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", " \n\n\t\n", "\ufeff"})
  void emptyFiles(String text) {
    refusedText("a.jsonl", text).hasMessageContaining("holds no rows");
    refusedText("a.csv", text.strip()).hasMessageContaining("holds no rows");
  }

  @Test
  void otherEmptyFiles() {
    refusedText("header.csv", "a,b\n").hasMessageContaining("holds no rows");
    refusedText("a.arrow", "").hasMessageContaining("holds no rows");
    try (Arena arena = Arena.root("test")) {
      Sinks.write(directory.resolve("b.arrow"), arena.batch(Map.of("a", arena.numbers())));
    }
    refusedData(directory.resolve("b.arrow")).hasMessageContaining("holds no rows");
  }

  @Test
  void valuesOutOfRange() {
    refusedText("a.jsonl", "{\"reward\":1}\n{\"reward\":\"NaN\"}\n")
        .hasMessageContaining("line 2, column 'reward', value missing or NaN");
    refusedText("b.jsonl", "{\"reward\":[1,\"Infinity\"]}\n")
        .hasMessageContaining("line 1, column 'reward', value Infinity");
    refusedText("c.csv", "propensity\n0.5\n0\n")
        .hasMessageContaining("line 3, column 'propensity', value 0.0")
        .hasMessageContaining("(0, 1]");
    refusedText("d.csv", "propensity\n0.5\n1.2\n")
        .hasMessageContaining("line 3, column 'propensity', value 1.2");
  }

  @Test
  void invalidUtf8() throws IOException {
    Path json = directory.resolve("a.jsonl");
    Files.write(json, "{\"a\":\"ok\"}\n{\"a\":\"\u00ff\"}\n".getBytes(StandardCharsets.ISO_8859_1));
    refusedData(json).hasMessageContaining("line 2").hasMessageContaining("UTF-8");
    Path csv = directory.resolve("a.csv");
    Files.write(csv, "a\nok\n\u00ff\n".getBytes(StandardCharsets.ISO_8859_1));
    refusedData(csv).hasMessageContaining("UTF-8");
    refusedText("b.jsonl", "{\"a\":\"\\ud800\"}\n").hasMessageContaining("surrogate");
  }

  @Test
  void endlessLine() throws IOException {
    byte[] bytes = new byte[20_000_000];
    Arrays.fill(bytes, (byte) 'x');
    Path json = directory.resolve("a.jsonl");
    Files.write(json, bytes);
    refusedData(json).hasMessageContaining("line 1: the line is longer than 16 MiB");
    Path csv = directory.resolve("a.csv");
    bytes[1] = '\n';
    Files.write(csv, bytes);
    refusedData(csv).hasMessageContaining("16 MiB");
  }

  @Test
  void noFile() throws IOException {
    refused(ErrorCode.USER, directory.resolve("no.csv"), ReadOptions.defaults())
        .hasMessageContaining("there is no file");
    Path folder = Files.createDirectory(directory.resolve("folder.csv"));
    refusedData(folder).hasMessageContaining("is a directory");
    refused(ErrorCode.USER, BatchRows.file(directory, "a.txt", "a"), ReadOptions.defaults())
        .hasMessageContaining(".jsonl, .ndjson, .json, .csv, .arrow, .feather, .arrows, .ipc");
    assertThatThrownBy(() -> Sources.open(List.of(), ReadOptions.defaults()))
        .hasMessageContaining("at least one file");
    assertThatThrownBy(
            () ->
                Sources.open(
                    List.of(
                        BatchRows.file(directory, "a.csv", "a"),
                        BatchRows.file(directory, "a.jsonl", "a")),
                    ReadOptions.defaults()))
        .hasMessageContaining("one format");
    assertThatThrownBy(() -> ReadOptions.defaults().withLayout("hh-rlfh"))
        .hasMessageContaining("did you mean 'hh-rlhf'?");
    assertThatThrownBy(() -> ReadOptions.defaults().withBatchRows(0)).hasMessageContaining("not 0");
  }

  @Test
  void brokenArrow() throws IOException {
    refusedText("a.arrow", "no arrow at all").hasMessageContaining("ARROW1");
    for (String name : List.of("b.arrow", "b.arrows")) {
      Path whole = directory.resolve(name);
      try (Arena arena = Arena.root("test")) {
        Sinks.write(whole, arena.batch(Map.of("a", arena.numbers(new double[1000]))));
      }
      byte[] bytes = Files.readAllBytes(whole);
      for (int length : new int[] {7, 20, 100, bytes.length / 2, bytes.length - 20}) {
        Path part = directory.resolve("part" + length + name);
        Files.write(part, Arrays.copyOf(bytes, length));
        if (length < bytes.length - 20 || name.equals("b.arrow")) {
          refusedData(part).hasMessageContaining("truncated");
        }
      }
    }
  }
}
