package org.esscher.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import java.util.zip.GZIPOutputStream;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How far reading is, of files whose rows are all of one size. */
class ReadListenerTest {
  private static final int BATCH = 1000;
  private static final int STRETCH = 3000;

  /** Digits and a line end. */
  private static final int LINE = 18;

  @TempDir Path directory;

  /** What was told, after how many rows. */
  private static Map<Integer, Double> told(Path... files) {
    Map<Integer, Double> told = new LinkedHashMap<>();
    int[] rows = new int[1];
    Source source =
        Sources.open(List.of(files), ReadOptions.defaults().withBatchRows(BATCH))
            .watched(
                (more, fraction) -> {
                  rows[0] += more;
                  told.put(rows[0], fraction);
                });
    try (Arena arena = Arena.root("test")) {
      Batch all = source.readAll(arena);
      assertThat(all.rows()).isEqualTo(rows[0]);
    }
    return told;
  }

  private static void rise(Map<Integer, Double> told) {
    List<Double> fractions = new ArrayList<>(told.values());
    assertThat(fractions).isSorted().allSatisfy(one -> assertThat(one).isBetween(0.0, 1.0));
  }

  /** One column of 17 digits, which no packing makes much shorter than half. */
  private static void text(OutputStream out, int rows) throws IOException {
    Random random = new Random(7);
    for (int row = 0; row < rows; row++) {
      long number = 10_000_000_000_000_000L + (random.nextLong() >>> 11);
      out.write((number + "\n").getBytes(StandardCharsets.US_ASCII));
    }
  }

  private Path csv(String name, int rows) throws IOException {
    Path file = directory.resolve(name);
    try (OutputStream raw = Files.newOutputStream(file);
        OutputStream out = name.endsWith(".gz") ? new GZIPOutputStream(raw) : raw) {
      out.write("number\n".getBytes(StandardCharsets.US_ASCII));
      text(out, rows);
    }
    return file;
  }

  /**
   * The parser is ahead of what it gives by the window that tells the columns, and then by a batch;
   * and its buffers by 128 KiB at most.
   */
  @Test
  void textCountsBytes() throws IOException {
    int rows = 100_000;
    Map<Integer, Double> told = told(csv("rows.csv", rows));
    rise(told);
    double buffers = (double) (1 << 17) / (rows * LINE);
    told.forEach(
        (row, fraction) -> {
          double ahead = row <= TextReader.WINDOW_ROWS ? TextReader.WINDOW_ROWS - row : 0;
          assertThat(fraction)
              .as("after %d rows", row)
              .isBetween((double) row / rows - 1e-4, (row + ahead) / rows + buffers);
        });
    assertThat(told).containsEntry(rows, 1.0);
  }

  @Test
  void packedTextCountsPackedBytes() throws IOException {
    int rows = 200_000;
    Map<Integer, Double> told = told(csv("rows.csv.gz", rows));
    rise(told);
    // Random digits are packed alike everywhere; what is ahead is 128 KiB of packed ones at most.
    double buffers = (double) (1 << 17) / Files.size(directory.resolve("rows.csv.gz"));
    assertThat(told.get(rows / 2 + 192)).isCloseTo(0.5, within(buffers));
    assertThat(told).containsEntry(rows, 1.0);
  }

  /** After the last row, a third for each of three columns. */
  @Test
  void joiningCountsColumns() throws IOException {
    Path file = directory.resolve("rows.csv");
    Files.writeString(file, "a,b,c\n" + "1,2,x\n".repeat(2 * BATCH));
    List<String> told = new ArrayList<>();
    ReadListener listener =
        new ReadListener() {
          @Override
          public void read(int rows, double fraction) {
            told.add("read " + rows);
          }

          @Override
          public void joining(double fraction) {
            told.add("joined " + fraction);
          }
        };
    try (Arena arena = Arena.root("test")) {
      Sources.open(file, ReadOptions.defaults().withBatchRows(BATCH))
          .watched(listener)
          .readAll(arena);
    }
    assertThat(told)
        .containsExactly(
            "read 1000",
            "read 1000",
            "joined 0.0",
            "joined " + 1 / 3.0,
            "joined " + 2 / 3.0,
            "joined 1.0");
  }

  /** Nobody knows how much will come. */
  @Test
  void aPipeHasNoFraction() throws IOException, InterruptedException {
    Path pipe = directory.resolve("rows.csv");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    CompletableFuture<Void> writer =
        CompletableFuture.runAsync(
            () -> {
              try (OutputStream out = Files.newOutputStream(pipe)) {
                out.write("number\n".getBytes(StandardCharsets.US_ASCII));
                text(out, 9_000);
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
    Map<Integer, Double> told = told(pipe);
    writer.join();
    assertThat(told).containsKey(9_000);
    assertThat(told.values()).allSatisfy(fraction -> assertThat(fraction).isNaN());
  }

  private static Batch numbers(Arena arena, int from, int to) {
    Map<String, Column> columns = Map.of("i", arena.integers(LongStream.range(from, to).toArray()));
    return arena.batch(columns);
  }

  private Path arrow(String name, int rows) {
    Path file = directory.resolve(name);
    try (Arena arena = Arena.root("test");
        Sink sink = Sinks.open(file)) {
      for (int from = 0; from < rows; from += STRETCH) {
        sink.write(numbers(arena, from, Math.min(rows, from + STRETCH)));
      }
      sink.commit();
    }
    return file;
  }

  @Test
  void arrowCountsRecordBatches() {
    Map<Integer, Double> told = told(arrow("rows.arrow", 10_000));
    rise(told);
    // Three batches of 3,000 rows and one of 1,000, of which each is a quarter.
    assertThat(told.get(1000)).isCloseTo(1.0 / 12, within(1e-12));
    assertThat(told.get(6000)).isCloseTo(0.5, within(1e-12));
    assertThat(told.get(8000)).isCloseTo(2.0 / 3, within(1e-12));
    assertThat(told).containsEntry(10_000, 1.0);
  }

  @Test
  void anArrowStreamCountsBytes() {
    Map<Integer, Double> told = told(arrow("rows.arrows", 12_000));
    rise(told);
    // Four record batches of the same size, after a schema of a few hundred bytes.
    assertThat(told.get(3000)).isCloseTo(0.25, within(0.01));
    assertThat(told.get(9000)).isCloseTo(0.75, within(0.01));
    assertThat(told.get(12_000)).isCloseTo(1, within(0.01));
  }

  @Test
  void parquetCountsRows() throws IOException {
    Path file = directory.resolve("rows.parquet");
    try (Arena arena = Arena.root("test");
        FileChannel channel =
            FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ParquetBatchWriter writer = new ParquetBatchWriter(channel, STRETCH);
      writer.write(numbers(arena, 0, 10_000));
      writer.finish();
    }
    Map<Integer, Double> told = told(file);
    rise(told);
    assertThat(told).containsEntry(1000, 0.1).containsEntry(7000, 0.7).containsEntry(10_000, 1.0);

    List<Double> fractions = new ArrayList<>();
    StoredRows rows =
        Sources.open(file, ReadOptions.defaults().withBatchRows(BATCH))
            .stored()
            .watched((more, fraction) -> fractions.add(fraction));
    try (Arena arena = Arena.root("test");
        BatchReader reader = rows.open(arena, 8500)) {
      while (reader.next() != null) {
        assertThat(fractions).isNotEmpty();
      }
    }
    assertThat(fractions).as("from the middle of the third group on").containsExactly(0.9, 1.0);
  }

  /** The second file is three times as long. */
  @Test
  void filesCountByTheirSizes() throws IOException {
    Map<Integer, Double> told = told(csv("one.csv", 50_000), csv("two.csv", 150_000));
    rise(told);
    double buffers = (double) (1 << 17) / (200_000 * LINE);
    assertThat(told.get(50_192)).isCloseTo(0.25, within(2 * buffers));
    assertThat(told.get(150_192)).isCloseTo(0.75, within(2 * buffers));
    assertThat(told).containsEntry(200_000, 1.0);
  }
}
