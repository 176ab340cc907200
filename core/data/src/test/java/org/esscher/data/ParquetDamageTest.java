package org.esscher.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.api.Binary;
import org.esscher.api.Column;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged files, and files that claim what they don't hold, are refused with their names. */
class ParquetDamageTest {
  @TempDir Path directory;

  private Path whole() {
    Path file = directory.resolve("whole.parquet");
    try (Arena arena = Arena.root("test")) {
      Map<String, Column> columns = new LinkedHashMap<>();
      double[] numbers = new double[300];
      List<String> texts = new ArrayList<>();
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = Math.sqrt(i);
        texts.add("text " + i % 10);
      }
      columns.put("x", arena.numbers(numbers));
      columns.put("s", arena.texts(texts));
      columns.put("l", arena.textLists(texts.stream().map(List::of).toList()));
      Sinks.write(file, arena.batch(columns));
    }
    return file;
  }

  private static void refused(Path file, String message) {
    assertThatThrownBy(() -> BatchRows.read(file, ReadOptions.defaults()))
        .isInstanceOfSatisfying(
            EsscherException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DATA))
        .hasMessageContaining(String.valueOf(file.getFileName()))
        .hasMessageContaining(message);
  }

  @Test
  void cutAnywhere() throws IOException {
    byte[] bytes = Files.readAllBytes(whole());
    for (int length = 0; length < bytes.length; length += 97) {
      Path cut = directory.resolve("cut" + length + ".parquet");
      Files.write(cut, Arrays.copyOf(bytes, length));
      refused(cut, length == 0 ? "holds no rows" : "truncated");
    }
  }

  @Test
  void whatIsNoParquet() throws IOException {
    Path text = directory.resolve("text.parquet");
    Files.writeString(text, "{\"a\":1}\n{\"a\":2}\n");
    refused(text, "its Parquet data is truncated, damaged or of a kind that is not read");
  }

  @Test
  void dataThatAreMissingBeforeTheFooter() throws IOException {
    byte[] bytes = Files.readAllBytes(whole());
    // The last 8 bytes are the footer's length and the magic number; the footer is before them.
    int footer =
        8
            + (bytes[bytes.length - 8] & 0xFF)
            + ((bytes[bytes.length - 7] & 0xFF) << 8)
            + ((bytes[bytes.length - 6] & 0xFF) << 16);
    byte[] cut = new byte[footer + 4];
    System.arraycopy(bytes, 0, cut, 0, 4);
    System.arraycopy(bytes, bytes.length - footer, cut, 4, footer);
    Path file = directory.resolve("hollow.parquet");
    Files.write(file, cut);
    refused(file, "column 'x': its Parquet data is truncated or damaged: it claims ");
  }

  @Test
  void aBitTurnedAnywhere() throws IOException {
    byte[] bytes = Files.readAllBytes(whole());
    List<String> rows = BatchRows.read(directory.resolve("whole.parquet"), ReadOptions.defaults());
    Path file = directory.resolve("turned.parquet");
    Set<Integer> silent = new TreeSet<>();
    int refused = 0;
    for (int at = 0; at < bytes.length; at += 13) {
      byte[] turned = bytes.clone();
      turned[at] ^= (byte) (1 << at % 8);
      Files.write(file, turned);
      try {
        // In metadata that nothing depends on, such as statistics, it goes unnoticed.
        if (!BatchRows.read(file, ReadOptions.defaults()).equals(rows)) {
          silent.add(at);
        }
      } catch (EsscherException e) {
        assertThat(e.code()).isIn(ErrorCode.DATA, ErrorCode.RESOURCES);
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(bytes.length / 26);
    // Names of columns are not covered by a checksum; values are.
    for (int at : silent) {
      assertThat(at).isGreaterThan(bytes.length - 1200);
    }
  }

  @Test
  void aPageThatClaimsGigabytes() {
    assertThatThrownBy(
            () ->
                new ParquetCodecs("small.parquet")
                    .getDecompressor(CompressionCodecName.SNAPPY)
                    .decompress(BytesInput.from(new byte[10]), Integer.MAX_VALUE))
        .hasMessageContaining("small.parquet: a page claims 2147483647 bytes");
  }

  @Test
  void aPageThatUnpacksToLess() {
    for (CompressionCodecName codec :
        List.of(CompressionCodecName.GZIP, CompressionCodecName.SNAPPY)) {
      assertThatThrownBy(
              () ->
                  new ParquetCodecs("")
                      .getDecompressor(codec)
                      .decompress(BytesInput.from(new byte[] {1, 0, 7}), 100))
          .isInstanceOfAny(IOException.class, RuntimeException.class);
    }
  }

  @Test
  void aDictionaryThatClaimsMoreValuesThanBytes() {
    PageReader pages =
        new PageReader() {
          @Override
          public DictionaryPage readDictionaryPage() {
            return new DictionaryPage(
                BytesInput.from(new byte[16]), Integer.MAX_VALUE, Encoding.PLAIN);
          }

          @Override
          public long getTotalValueCount() {
            return 2;
          }

          @Override
          public @Nullable DataPage readPage() {
            return null;
          }
        };
    assertThatThrownBy(() -> new ClaimedPages("d.parquet", "x", pages).readDictionaryPage())
        .hasMessageContaining(
            "d.parquet, column 'x': a dictionary claims 2147483647 values in 16 bytes");
  }

  @Test
  void aFewBytesThatAreAListOfMillions() throws IOException {
    ParquetFile made =
        ParquetFile.of(
            "optional group l (LIST) { repeated group list { optional int64 element; } }");
    Path file =
        made.writeColumns(
            directory.resolve("list.parquet"),
            1,
            columns -> {
              ColumnWriter writer = columns.getColumnWriter(made.column());
              for (int i = 0; i < (1 << 24) + 2; i++) {
                writer.writeNull(i == 0 ? 0 : 1, 2);
              }
              columns.endRecord();
            });
    // Runs of equal levels take no space.
    assertThat(Files.size(file)).isLessThan(10_000);
    refused(file, "row 0 (from 0), column 'l': a list of more than 16777216 elements");
  }

  @Test
  void textThatIsNotUtf8() {
    ParquetFile made = ParquetFile.of("required binary s (UTF8);");
    Path file =
        made.writeColumns(
            directory.resolve("latin.parquet"),
            1,
            columns -> {
              columns
                  .getColumnWriter(made.column())
                  .write(Binary.fromConstantByteArray(new byte[] {'a', (byte) 0xE9, 'b'}), 0, 0);
              columns.endRecord();
            });
    refused(file, "row 0 (from 0), column 's', value 'a\uFFFDb': it is not valid UTF-8");
  }
}
