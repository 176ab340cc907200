package org.esscher.runtime.internal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.LongStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.esscher.api.Dataset;
import org.esscher.data.Arena;
import org.esscher.data.Sink;
import org.esscher.data.Sinks;
import org.esscher.runtime.internal.wiring.CallContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A file of 300,000 numbered rows in record batches of 70,000, read in windows of 262,144 and of
 * what is left.
 */
class StoredDatasetTest {
  private static final int ROWS = 300_000;
  private static final int STRETCH = 70_000;

  @TempDir static Path directory = Path.of("");

  private static Path file = Path.of("");

  private final TestHost host = new TestHost();
  private final Arena arena = host.services().arena().child("run");

  @BeforeAll
  static void write() {
    file = directory.resolve("rows.arrow");
    try (Sink sink = Sinks.open(file)) {
      for (int from = 0; from < ROWS; from += STRETCH) {
        try (Arena arena = Arena.root("test")) {
          long[] numbers = LongStream.range(from, Math.min(ROWS, from + STRETCH)).toArray();
          sink.write(arena.batch(Map.of("i", arena.integers(numbers))));
        }
      }
      sink.commit();
    }
  }

  @AfterEach
  void closeWithoutLeaks() {
    host.close();
  }

  private Datasets datasets(long seed) {
    return new Datasets(
        Map.of("data", file.toString()), Set.of("data"), seed, arena, host.services().components());
  }

  private double[] next(Datasets datasets, int rows) {
    try (Arena step = arena.child("step")) {
      return datasets.next(datasets.source("data"), rows, step).column("i").toArray();
    }
  }

  private List<double[]> epoch(Datasets datasets, int batch) {
    List<double[]> batches = new ArrayList<>();
    for (int rows = 0; rows < ROWS; rows += batch) {
      batches.add(next(datasets, batch));
    }
    return batches;
  }

  private static double[] joined(List<double[]> batches) {
    return batches.stream().flatMapToDouble(Arrays::stream).toArray();
  }

  /** Batches of 70,001 lie across windows; the last of an epoch has the 19,996 rows left. */
  @Test
  void anEpochHoldsEachRowOnce() {
    try (Datasets datasets = datasets(5)) {
      List<double[]> first = epoch(datasets, 70_001);
      assertThat(first).hasSize(5);
      assertThat(first.get(4)).hasSize(ROWS - 4 * 70_001);
      double[] sorted = joined(first);
      Arrays.sort(sorted);
      for (int row = 0; row < ROWS; row++) {
        assertThat(sorted[row]).isEqualTo(row);
      }
      assertThat(joined(epoch(datasets, 70_001))).isNotEqualTo(joined(first));
    }
  }

  /** The order belongs to the seed, and how much is asked for at a time doesn't show in it. */
  @Test
  void theOrderIsThatOfTheSeed() {
    try (Datasets one = datasets(5);
        Datasets same = datasets(5);
        Datasets other = datasets(6)) {
      double[] order = joined(epoch(one, 100_000));
      assertThat(joined(epoch(same, 37_500))).isEqualTo(order);
      assertThat(joined(epoch(other, 100_000))).isNotEqualTo(order);
    }
  }

  /** Four of the five stretches stand side by side in the first window, and all are mixed. */
  @Test
  void rowsOfAWindowAreMixed() {
    try (Datasets datasets = datasets(5)) {
      double[] first = next(datasets, 1000);
      assertThat(Arrays.stream(first).map(row -> Math.floor(row / STRETCH)).distinct().count())
          .isGreaterThanOrEqualTo(4);
    }
  }

  /** A place in the second epoch's second window, without what came before. */
  @Test
  void aPlaceIsFoundAgain() {
    try (Datasets whole = datasets(5);
        Datasets resumed = datasets(5)) {
      epoch(whole, 50_000);
      for (int batch = 0; batch < 5; batch++) {
        next(whole, 55_000);
      }
      long[] cursor = Objects.requireNonNull(whole.cursors().get("data"));
      assertThat(cursor).containsExactly(1, 275_000);
      resumed.restore("data", cursor[0], cursor[1]);
      assertThat(next(resumed, 10_000)).isEqualTo(next(whole, 10_000));
    }
  }

  @Test
  void whatNeedsAllRowsIsRefused() {
    try (Datasets datasets = datasets(5)) {
      Dataset data = datasets.source("data");
      assertThat(data.rows()).isEqualTo(ROWS);
      for (ThrowingCallable asked :
          List.<ThrowingCallable>of(
              data::batch,
              () -> data.part("", 0, 0.5),
              () -> data.groupedBy("i"),
              () -> data.transformed("t", (rows, state, context) -> rows),
              () -> datasets.draw(data, 3, CallContext.generator(1), arena))) {
        assertThatThrownBy(asked)
            .hasMessageContaining("which stays on the disk and gives next rows only");
      }
    }
  }

  @Test
  void generatorsAreRefused() {
    Datasets made =
        new Datasets(TestHost.LINE_DATA, Set.of("data"), 5, arena, host.services().components());
    assertThatThrownBy(() -> made.source("data"))
        .hasMessageContaining("made by the generator test-line-data");
  }
}
