package org.esscher.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.RootAllocator;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Small files that claim much: lengths and numbers of rows, wherever they stand. */
class ArrowClaimsTest {
  /** A file of under a thousand bytes is read in far less. */
  private static final long BOUND = 16L << 20;

  @TempDir Path directory;

  private Path written(String name) {
    Path file = directory.resolve(name);
    try (RootAllocator memory = new RootAllocator();
        Arena arena = new Arena(memory, "test")) {
      Map<String, Column> columns = new LinkedHashMap<>();
      columns.put("reward", arena.numbers(new double[] {1, 2, 3}));
      columns.put("prompt", arena.texts(List.of("a", "b", "c")));
      columns.put("tokens", arena.lists(new int[] {0, 2, 2, 3}, new double[] {5, 6, 7}));
      columns.put("features", arena.vectors(2, 1, 2, 3, 4, 5, 6));
      Sinks.write(file, arena.batch(columns));
    }
    return file;
  }

  /** Every number in the file is 2^33 + 1 once, 2^31 - 1 once, and 2^24 once. */
  @ParameterizedTest
  @ValueSource(strings = {"rows.arrow", "rows.arrows"})
  void noNumberOfAFileClaimsMemory(String name) throws IOException {
    byte[] whole = Files.readAllBytes(written(name));
    int refused = 0;
    for (int at = 0; at + Long.BYTES <= whole.length; at += Integer.BYTES) {
      refused += read(name, patched(whole, at, (1L << 33) + 1)) ? 0 : 1;
      refused += read(name, patched(whole, at, Integer.MAX_VALUE)) ? 0 : 1;
      refused += read(name, patched(whole, at, 1L << 24)) ? 0 : 1;
    }
    // Lengths, offsets and counts are most of such a small file.
    assertThat(refused).isGreaterThan(whole.length / Integer.BYTES / 2);
  }

  private static byte[] patched(byte[] whole, int at, long number) {
    byte[] patched = whole.clone();
    ByteBuffer.wrap(patched).order(ByteOrder.LITTLE_ENDIAN).putLong(at, number);
    return patched;
  }

  /** Whether it was read to its end; else it was refused. */
  private boolean read(String name, byte[] bytes) throws IOException {
    Path file = Files.write(directory.resolve("patched-" + name), bytes);
    try (RootAllocator memory = new RootAllocator();
        Arena arena = new Arena(memory, "test")) {
      try (BatchReader reader = Sources.open(file, ReadOptions.defaults()).open(arena)) {
        while (reader.next() != null) {
          assertThat(memory.getPeakMemoryAllocation()).isLessThan(BOUND);
        }
        return true;
      } catch (EsscherException e) {
        assertThat(memory.getPeakMemoryAllocation()).as(e.getMessage()).isLessThan(BOUND);
        return false;
      }
    }
  }

  /** Fewer rows in one column than in its batch would hide which of its offsets count. */
  @Test
  void aColumnHasAsManyRowsAsItsBatch() throws IOException {
    byte[] whole = Files.readAllBytes(written("rows.arrows"));
    ByteBuffer numbers = ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN);
    int counts = 0;
    for (int at = 0; at + Long.BYTES <= whole.length; at += Long.BYTES) {
      if (numbers.getLong(at) == 3) {
        counts++;
        byte[] fewer = patched(whole, at, 0);
        for (int other = 0; other + Long.BYTES <= whole.length; other += Integer.BYTES) {
          read("rows.arrows", patched(fewer, other, 1L << 24));
        }
      }
    }
    // The batch's rows, those of four columns, and the elements of the lists.
    assertThat(counts).isGreaterThanOrEqualTo(6);
    assertThat(refusals(0)).contains("column 'tokens' claims 0 rows where the batch has 3");
  }

  @Test
  void theClaimIsNamed() throws IOException {
    assertThat(refusals(1L << 40)).contains("claims 1099511627776 rows in ");
  }

  /** What is said when a number of the file is another one, of each in turn. */
  private String refusals(long number) throws IOException {
    Path file = written("rows.arrows");
    byte[] whole = Files.readAllBytes(file);
    StringBuilder refusals = new StringBuilder();
    for (int at = 0; at + Long.BYTES <= whole.length; at += Long.BYTES) {
      Files.write(file, patched(whole, at, number));
      try (RootAllocator memory = new RootAllocator();
          Arena arena = new Arena(memory, "test");
          BatchReader reader = Sources.open(file, ReadOptions.defaults()).open(arena)) {
        reader.next();
      } catch (EsscherException e) {
        refusals.append(e.getMessage()).append('\n');
      }
    }
    return refusals.toString();
  }
}
