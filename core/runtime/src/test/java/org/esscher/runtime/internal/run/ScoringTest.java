package org.esscher.runtime.internal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.ModelProvider;
import org.esscher.api.State;
import org.esscher.api.Vector;
import org.esscher.data.Arena;
import org.esscher.data.ReadOptions;
import org.esscher.data.Sinks;
import org.esscher.data.Sources;
import org.esscher.data.StoredRows;
import org.esscher.data.Validation;
import org.esscher.runtime.PassListener;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model's outputs are the same wherever its rows are, in memory or on the disk. */
class ScoringTest {
  /** Seven shards of 4,096 rows and a part of an eighth. */
  private static final int ROWS = 30_000;

  /** Two pieces of 131,072 rows and a part of a third. */
  private static final int STORED = 270_000;

  @TempDir Path directory;

  private final TestHost here = new TestHost();
  private final TestHost there = new TestHost();
  private final Arena arena = here.services().arena().child("test");

  @AfterEach
  void closeWithoutLeaks() {
    arena.close();
    assertThat(here.services().arena().allocatedBytes()).isZero();
    assertThat(there.services().arena().allocatedBytes()).isZero();
    here.close();
    there.close();
  }

  /** The line 3·x + 2, as a file has it. */
  private ModelProvider line() {
    Line maker = (Line) here.component(ModelProvider.class, "test-line", Map.of());
    SavedModel saved = SavedModel.of(maker, State.empty().with("parameters", 3, 2));
    return saved.provider(here.services().components()::create);
  }

  private static double[] xs(int rows) {
    double[] x = new double[rows];
    Arrays.setAll(x, row -> Math.floorMod(row * 7919L, 10_007) / 64.0);
    return x;
  }

  /** Rows with weights that no estimator would take; those of a group of three lie far apart. */
  private Map<String, Column> columns(int rows) {
    double[] weights = new double[rows];
    Arrays.fill(weights, Double.NaN);
    long[] groups = new long[rows];
    Arrays.setAll(groups, row -> row % (rows / 3));
    Map<String, Column> columns = new LinkedHashMap<>();
    columns.put("x", arena.numbers(xs(rows)));
    columns.put("weight", arena.numbers(weights));
    columns.put("group_id", arena.integers(groups));
    return columns;
  }

  private Batch scored(ModelProvider provider, Batch rows, @Nullable Cluster cluster) {
    return new Scoring(here.services(), cluster).of(provider, rows, arena, PassListener.NONE);
  }

  @Test
  void scoresAreThoseOfOneProcess() {
    Batch rows = arena.batch(columns(ROWS));
    double[] expected = Arrays.stream(xs(ROWS)).map(x -> 3 * x + 2).toArray();
    assertThat(scored(line(), rows, null).column("value").toArray()).isEqualTo(expected);
    for (int count : new int[] {1, 2, 7}) {
      try (InProcessCluster cluster = new InProcessCluster(there.services(), count)) {
        Batch found = scored(line(), rows, cluster);
        assertThat(found.names()).containsExactly("value");
        assertThat(found.column("value").toArray()).isEqualTo(expected);
        assertThat(cluster.used()).containsExactly(count);
      }
    }
  }

  /** How often a larger x came in the group, up to the row. */
  @Test
  void rowsOfAGroupAreScoredTogether() {
    ModelProvider ranks = here.component(ModelProvider.class, "test-ranks", Map.of());
    Batch rows = arena.batch(columns(ROWS));
    double[] x = xs(ROWS);
    double[] expected = new double[ROWS];
    for (int row = 0; row < ROWS; row++) {
      double largest = -1;
      for (int other = row % (ROWS / 3); other <= row; other += ROWS / 3) {
        expected[row] += largest >= 0 && largest < x[other] ? 1 : 0;
        largest = Math.max(largest, x[other]);
      }
    }
    assertThat(expected).contains(0, 1, 2);
    assertThat(scored(ranks, rows, null).column("score").toArray()).isEqualTo(expected);
    for (int count : new int[] {1, 2, 7}) {
      try (InProcessCluster cluster = new InProcessCluster(there.services(), count)) {
        Batch found = scored(ranks, rows, cluster);
        assertThat(found.column("score").toArray()).isEqualTo(expected);
        // A column that the model gives back as it is.
        assertThat(found.column("again").toArray()).isEqualTo(x);
      }
    }
  }

  /** Each shard has a generator of its own. */
  @Test
  void whatIsDrawnDependsOnNoPartition() {
    ModelProvider drawn = here.component(ModelProvider.class, "test-ranks", Map.of("draws", true));
    Batch rows = arena.batch(Map.of("x", arena.numbers(xs(ROWS))));
    double[] local = scored(drawn, rows, null).column("score").toArray();
    assertThat(Arrays.stream(local).distinct().count()).isEqualTo(ROWS);
    try (InProcessCluster cluster = new InProcessCluster(there.services(), 3)) {
      assertThat(scored(drawn, rows, cluster).column("score").toArray()).isEqualTo(local);
    }
  }

  private StoredRows stored(Map<String, Column> columns) {
    Path file = directory.resolve("rows.arrow");
    Sinks.write(file, arena.batch(columns));
    return Sources.open(file, ReadOptions.defaults()).stored();
  }

  /** Other processes are told the file, and would check its numbers, as this one does not. */
  @Test
  void rowsThatAreReadInAWayOfTheirOwnStayHere() {
    Path file = stored(Map.of("x", arena.numbers(xs(ROWS)))).file();
    StoredRows rows =
        Sources.open(file, ReadOptions.defaults().withValidation(Validation.none())).stored();
    assertThat(streamed(rows, null)).hasSize(ROWS);
    try (InProcessCluster cluster = new InProcessCluster(there.services(), 2)) {
      assertThatThrownBy(() -> streamed(rows, cluster))
          .hasMessageContaining(
              "rows.arrow is read with a layout, kinds of columns or a validation")
          .hasMessageContaining("use the engine 'local'");
    }
  }

  private double[] streamed(StoredRows rows, @Nullable Cluster cluster) {
    List<double[]> found = new ArrayList<>();
    new Scoring(here.services(), cluster)
        .of(
            line(),
            rows,
            scored -> {
              assertThat(scored.names()).containsExactly("x", "value");
              found.add(scored.column("value").toArray());
            },
            PassListener.NONE);
    return found.stream().flatMapToDouble(Arrays::stream).toArray();
  }

  /** Four pieces a partition are more than the three that there are: one round. */
  @Test
  void scoresOfAFileAreThoseOfRowsInMemory() {
    Map<String, Column> columns = columns(STORED);
    columns.keySet().removeAll(List.of("group_id", "weight"));
    StoredRows rows = stored(columns);
    double[] expected = Arrays.stream(xs(STORED)).map(x -> 3 * x + 2).toArray();
    assertThat(streamed(rows, null)).isEqualTo(expected);
    for (int count : new int[] {1, 2, 7}) {
      try (InProcessCluster cluster = new InProcessCluster(there.services(), count)) {
        assertThat(streamed(rows, cluster)).isEqualTo(expected);
        assertThat(cluster.used()).containsExactly(Math.min(3, count));
      }
    }
  }

  @Test
  void refusesWhatCannotBeScoredSo() {
    Map<String, Column> columns = columns(30);
    columns.remove("weight");
    StoredRows grouped = stored(columns);
    ModelProvider ranks = here.component(ModelProvider.class, "test-ranks", Map.of());
    assertThatThrownBy(
            () ->
                new Scoring(here.services(), null)
                    .of(ranks, grouped, rows -> {}, PassListener.NONE))
        .hasMessageContaining("all rows of the same group_id together")
        .hasMessageContaining("read it whole, without --stream");
    Batch other = arena.batch(Map.of("y", arena.numbers(1)));
    assertThatThrownBy(() -> scored(line(), other, null))
        .hasMessageContaining(
            "lack the column 'x', which the model reads: add it, or rename the one that holds it; there are y");
    try (InProcessCluster cluster = new InProcessCluster(there.services(), 2)) {
      ModelProvider code = (context, saved) -> new Line.Fitted(Vector.of(1, 2));
      assertThatThrownBy(() -> scored(code, arena.batch(columns(ROWS)), cluster))
          .hasMessageContaining("which is not a component, so another process can't make it");
    }
  }

  @Test
  void tellsWhereARowIsThatIsRefused() {
    double[] x = xs(ROWS);
    x[5000] = -1;
    ModelProvider ranks = here.component(ModelProvider.class, "test-ranks", Map.of());
    Batch rows = arena.batch(Map.of("x", arena.numbers(x)));
    // 5,000 − 4,096 = 904.
    String message = "in the rows from 4096 on (counted from there): row 904: x is -1.0";
    assertThatThrownBy(() -> scored(ranks, rows, null)).hasMessage(message);
    try (InProcessCluster cluster = new InProcessCluster(there.services(), 2)) {
      assertThatThrownBy(() -> scored(ranks, rows, cluster)).hasMessage(message);
    }
  }

  /** Seven shards of 4,096 rows and the rest; each of two processes has four of them. */
  @Test
  void aListenerIsToldOfEveryShard() {
    Batch rows = arena.batch(columns(ROWS));
    List<Long> done = new ArrayList<>();
    PassListener listener =
        (pass, through, all) -> {
          assertThat(pass).isEqualTo(1);
          assertThat(all).isEqualTo(ROWS);
          done.add(through);
        };
    new Scoring(here.services(), null).of(line(), rows, arena, listener);
    assertThat(done)
        .containsExactly(0L, 4096L, 8192L, 12_288L, 16_384L, 20_480L, 24_576L, 28_672L, 30_000L);
    done.clear();
    try (InProcessCluster cluster = new InProcessCluster(there.services(), 2)) {
      new Scoring(here.services(), cluster).of(line(), rows, arena, listener);
    }
    // The second answers first.
    assertThat(done).containsExactly(0L, 30_000L - 16_384, 30_000L);
  }

  @Test
  void whatAListenerThrowsEndsTheWork() {
    Batch rows = arena.batch(columns(ROWS));
    PassListener impatient =
        (pass, done, all) -> {
          if (done > 10_000) {
            throw new IllegalStateException("enough");
          }
        };
    assertThatThrownBy(() -> new Scoring(here.services(), null).of(line(), rows, arena, impatient))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("enough");
  }
}
