package org.esscher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.esscher.api.Column;
import org.esscher.data.Arena;
import org.esscher.data.Sinks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An estimate of rows on the disk is that of the rows in memory, without its cotangents. */
class StreamedEstimateTest {
  @TempDir Path directory;

  private Path pairs(String name) {
    Path file = directory.resolve(name);
    try (Arena arena = Arena.root("test")) {
      Map<String, Column> columns = new LinkedHashMap<>();
      columns.put("chosen_logp", arena.numbers(-4, -3, -2));
      columns.put("rejected_logp", arena.numbers(-6, -1, -5));
      columns.put("ref_chosen_logp", arena.numbers(-5, -3, -2));
      columns.put("ref_rejected_logp", arena.numbers(-5, -2, -4));
      Sinks.write(file, arena.batch(columns));
    }
    return file;
  }

  private static String estimated(Path file, String... more) {
    String[] arguments = new String[4 + more.length];
    System.arraycopy(new String[] {"estimate", "dpo", "--in", file.toString()}, 0, arguments, 0, 4);
    System.arraycopy(more, 0, arguments, 4, more.length);
    Invocation invocation = Invocation.of(arguments);
    assertThat(invocation.code()).as(invocation.err()).isZero();
    return invocation.out();
  }

  /** All that is printed before the cotangents, which come last of a loss. */
  @Test
  void theNumbersAreThoseOfTheRowsInMemory() {
    Path file = pairs("pairs.parquet");
    String streamed = estimated(file, "--stream");
    String whole = estimated(file);
    String numbers = whole.substring(0, whole.indexOf("\"cotangents\""));
    assertThat(numbers).contains("\"standardError\"");
    assertThat(streamed).startsWith(numbers + "\"cotangents\" : { }");
  }

  @Test
  void aFileThatCanNotBeReadInPartsIsRefused() {
    Invocation invocation =
        Invocation.of("estimate", "dpo", "--in", pairs("pairs.jsonl").toString(), "--stream");
    assertThat(invocation.code()).isEqualTo(2);
    assertThat(invocation.err()).contains("pairs.jsonl").contains(".parquet");
  }
}
