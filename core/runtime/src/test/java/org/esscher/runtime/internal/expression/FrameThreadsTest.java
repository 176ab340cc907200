package org.esscher.runtime.internal.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;
import org.esscher.data.Arena;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What threads find of a slot's rows, stretch by stretch, is what one finds. */
class FrameThreadsTest {
  /** Enough for three threads: eight stretches of 8,192 rows for each, and a part of one. */
  private static final int ROWS = 200_000;

  private final Arena arena = Arena.root("test");
  private final Workers one = Workers.callerOnly();
  private final Workers three = new Workers(3, "esscher-test", Kernels.none());

  @AfterEach
  void close() {
    three.close();
    arena.close();
  }

  /**
   * Groups of 1, 2, … 7 rows and over again. 28 rows hold seven groups, so 200,000 = 7,142 · 28 +
   * 24 hold 49,994 and those of 1 to 6 rows (21), and 3 rows of the next: 50,001. Stretches end in
   * the midst of groups: 8,192 = 292 · 28 + 16 is one row into the sixth.
   */
  @Test
  void groups_reach_over_stretches() {
    long[] group = new long[ROWS];
    int[] starts = new int[50_002];
    int row = 0;
    for (int g = 0; g < 50_001; g++) {
      starts[g] = row;
      int end = Math.min(ROWS, row + g % 7 + 1);
      Arrays.fill(group, row, end, 3L * g - 70_000);
      row = end;
    }
    starts[50_001] = ROWS;
    for (Workers workers : List.of(one, three)) {
      assertThat(runs(group, workers).starts()).containsExactly(starts);
      assertThat(runs(group, workers).rising()).isTrue();
      Frame frame = frame(Map.of("group", arena.integers(group)), "group", workers);
      assertThat(frame.groups()).isEqualTo(50_001);
      int[] shards = frame.shards();
      for (int k = 1; k + 1 < shards.length; k++) {
        // The first end of a group from 4,096 rows on, which is at most six rows later.
        assertThat(shards[k] - shards[k - 1]).isBetween(4096, 4102);
        assertThat(group[shards[k] - 1]).isNotEqualTo(group[shards[k]]);
        assertThat(group[shards[k - 1] + 4095]).isEqualTo(group[shards[k] - 1]);
      }
    }
  }

  @Test
  void a_fall_between_stretches_is_seen() {
    for (int at : new int[] {8192, 8193, 16_383, ROWS - 1}) {
      long[] group = new long[ROWS];
      Arrays.setAll(group, row -> row / 8);
      group[at] = group[at - 1] - 1;
      assertThat(runs(group, one).rising()).isFalse();
      assertThat(runs(group, three).rising()).isFalse();
    }
  }

  private KeyRuns runs(long[] group, Workers workers) {
    return Keys.of(arena.integers(group), "group").runs(group.length, workers);
  }

  /**
   * 30,000 texts, five rows each, of which the first 10,000 come back from row 150,000 on: their
   * groups have ten rows. Text 9,999 is at positions 99,990 to 99,999, text 10,000 follows.
   */
  @Test
  void texts_that_come_back_join_their_group() {
    List<String> texts =
        IntStream.range(0, ROWS).mapToObj(row -> "prompt " + row / 5 % 30_000).toList();
    for (Workers workers : List.of(one, three)) {
      Frame frame = frame(Map.of("group", arena.texts(texts)), "group", workers);
      assertThat(frame.groups()).isEqualTo(30_000);
      assertThat(frame.groupStart(10_000)).isEqualTo(100_000);
      assertThat(frame.groupStart(30_000)).isEqualTo(ROWS);
      for (int k = 0; k < 5; k++) {
        assertThat(frame.row(99_990 + k)).isEqualTo(49_995 + k);
        assertThat(frame.row(99_995 + k)).isEqualTo(199_995 + k);
        assertThat(frame.row(100_000 + k)).isEqualTo(50_000 + k);
      }
    }
  }

  private Frame frame(Map<String, Column> columns, @Nullable String groupKey, Workers workers) {
    return new Frame("rows", arena.batch(columns), groupKey, workers, 0);
  }

  /** Rows of 0 to 12 tokens, of which each that stands at a multiple of 3 or 5 is left out. */
  @Test
  void masks_are_read_in_stretches_and_once() {
    int rows = 60_000;
    int[] starts = new int[rows + 1];
    for (int row = 0; row < rows; row++) {
      starts[row + 1] = starts[row] + row % 13;
    }
    double[] mask = new double[starts[rows]];
    Arrays.setAll(mask, k -> k % 3 == 0 || k % 5 == 0 ? 0 : 1);
    // The same lists, taken out of more: as columns they begin where the mask's do.
    int[] later =
        IntStream.concat(IntStream.of(0), Arrays.stream(starts).map(k -> k + 2)).toArray();
    double[] more = new double[mask.length + 2];
    for (Workers workers : List.of(one, three)) {
      Map<String, Column> columns = new LinkedHashMap<>();
      columns.put("loss_mask", arena.lists(starts, mask));
      columns.put("logp", arena.lists(starts, mask));
      columns.put("old_logp", arena.lists(starts, new double[mask.length]));
      columns.put(
          "advantage",
          arena
              .batch(Map.of("advantage", arena.lists(later, more)))
              .take(IntStream.rangeClosed(1, rows).toArray())
              .column("advantage"));
      Frame frame = frame(columns, null, workers);
      Tokens found = frame.tokens("logp", frame.batch().column("logp"));
      int tokens = 0;
      for (int row = 0; row < rows; row++) {
        assertThat(found.axis().start()[row]).isEqualTo(tokens);
        for (int k = starts[row]; k < starts[row + 1]; k++) {
          tokens += mask[k] == 0 ? 0 : 1;
        }
      }
      assertThat(found.axis().total()).isEqualTo(tokens);
      assertThat(read(found, arena.lists(starts, mask), tokens)).containsOnly(1);
      assertThat(frame.tokens("old_logp", frame.batch().column("old_logp"))).isSameAs(found);
      assertThat(frame.tokens("advantage", frame.batch().column("advantage"))).isSameAs(found);
    }
  }

  private static double[] read(Tokens tokens, Column column, int count) {
    double[] read = new double[count];
    tokens.read(column, 1, 0, count, read);
    return read;
  }

  /** Rows 20,000 and 150,000 have none that fits; the first is told, whoever meets the other. */
  @Test
  void the_first_bad_weight_or_mask_is_told() {
    double[] weight = new double[ROWS];
    Arrays.fill(weight, 0.5);
    int[] starts = IntStream.rangeClosed(0, ROWS).toArray();
    int[] other = starts.clone();
    weight[20_000] = -1;
    weight[150_000] = Double.NaN;
    Arrays.setAll(other, row -> row <= 20_000 ? row : row <= 150_000 ? row + 1 : row + 2);
    Map<String, Column> weighted =
        Map.of("x", arena.numbers(weight), "weight", arena.numbers(weight));
    Map<String, Column> masked =
        Map.of(
            "x",
            arena.lists(starts, weight),
            "loss_mask",
            arena.lists(other, new double[ROWS + 2]));
    for (Workers workers : List.of(one, three)) {
      assertThatThrownBy(() -> frame(weighted, null, workers))
          .isInstanceOf(EsscherException.class)
          .hasMessageContaining("row 20000: weight is -1.0");
      Frame frame = frame(masked, null, workers);
      assertThatThrownBy(() -> frame.tokens("x", frame.batch().column("x")))
          .isInstanceOf(EsscherException.class)
          .hasMessageContaining("row 20000: x has 1 tokens but loss_mask has 2");
    }
  }
}
