package org.esscher.runtime.internal.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.arrow.vector.IntVector;
import org.esscher.api.Column;
import org.esscher.data.Arena;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeysTest {
  private final Arena arena = Arena.root("test");

  @AfterEach
  void free() {
    arena.close();
  }

  private KeyRuns runs(Column column) {
    return Keys.of(column, "group").runs(column.rows(), Workers.callerOnly());
  }

  private void check(boolean rising, int[] starts, long... values) {
    KeyRuns runs = runs(arena.integers(values));
    assertThat(runs.rising()).isEqualTo(rising);
    assertThat(runs.starts()).containsExactly(starts);
  }

  @Test
  void runs_of_rising_numbers_are_the_groups() {
    check(true, new int[] {0, 2, 3, 6}, 3, 3, 4, 9, 9, 9);
    check(true, new int[] {0, 2, 3}, Long.MIN_VALUE, Long.MIN_VALUE, Long.MAX_VALUE);
    check(true, new int[] {0, 1}, 7);
    check(true, new int[] {0});
  }

  @Test
  void numbers_that_fall_may_come_back_and_texts_have_no_order() {
    check(false, new int[] {0, 1, 2, 3}, 1, 2, 1);
    check(false, new int[] {0, 1, 3}, 2, 1, 1);
    KeyRuns texts = runs(arena.texts(List.of("a", "a", "b")));
    assertThat(texts.rising()).isFalse();
    assertThat(texts.starts()).containsExactly(0, 2, 3);
  }

  private void numbered(int[] expected, long... values) {
    Keys keys = Keys.of(arena.integers(values), "group");
    KeyRuns runs = keys.runs(values.length, Workers.callerOnly());
    int[] number = new int[runs.count()];
    int count = keys.number(runs, number);
    assertThat(number).isEqualTo(expected);
    assertThat(count).isEqualTo(Arrays.stream(expected).max().orElse(-1) + 1);
  }

  /** Near each other, where a table has them, and far apart, even by more than numbers tell. */
  @Test
  void values_are_numbered_by_first_appearance() {
    numbered(new int[] {0, 1, 0, 2, 1}, 7, 4, 4, 7, 5, 5, 4);
    numbered(new int[] {0, 1, 0}, -3, -9, -3);
    numbered(new int[] {0, 1, 0, 2}, 1_000_000, 5, 1_000_000, -1_000_000);
    numbered(new int[] {0, 1, 0, 2}, Long.MAX_VALUE, Long.MIN_VALUE, Long.MAX_VALUE, 0);
    numbered(new int[] {0, 1, 0}, Long.MIN_VALUE + 1, Long.MIN_VALUE, Long.MIN_VALUE + 1);
    numbered(new int[] {});
  }

  /** Rising or not, equal numbers form the same groups, in the order of their first rows. */
  @Test
  void frames_of_rising_and_of_other_numbers_are_alike() {
    Frame rising = frame(1, 1, 5, 8, 8, 8);
    Frame other = frame(9, 9, 5, 1, 1, 1);
    for (Frame frame : List.of(rising, other)) {
      assertThat(frame.groups()).isEqualTo(3);
      assertThat(frame.inOrder()).isTrue();
      assertThat(frame.groupStart(1)).isEqualTo(2);
      assertThat(frame.groupStart(2)).isEqualTo(3);
      assertThat(frame.groupStart(3)).isEqualTo(6);
    }
  }

  /** Runs that come back, of any number type and of texts: rows of a group in their order. */
  @Test
  void groups_that_come_back_are_put_together() {
    IntVector whole = new IntVector("group", arena.allocator());
    whole.allocateNew(7);
    int[] group = {-4, 9, 9, -4, 7, 9, 7};
    for (int row = 0; row < group.length; row++) {
      whole.set(row, group[row]);
    }
    whole.setValueCount(group.length);
    double[] numbers = Arrays.stream(group).asDoubleStream().toArray();
    List<String> texts = Arrays.stream(group).mapToObj(Integer::toString).toList();
    long[] longs = Arrays.stream(group).asLongStream().toArray();
    for (Column column :
        List.of(
            arena.integers(longs), arena.wrap(whole), arena.numbers(numbers), arena.texts(texts))) {
      Frame frame = frame(column);
      assertThat(frame.inOrder()).isFalse();
      assertThat(frame.order()).containsExactly(0, 3, 1, 2, 5, 4, 6);
      assertThat(IntStream.rangeClosed(0, 3).map(frame::groupStart)).containsExactly(0, 2, 5, 7);
    }
  }

  @Test
  void a_missing_number_identifies_nothing() {
    IntVector whole = new IntVector("group", arena.allocator());
    whole.allocateNew(2);
    whole.set(0, 1);
    whole.setNull(1);
    whole.setValueCount(2);
    Column column = arena.wrap(whole);
    assertThatThrownBy(() -> frame(column))
        .hasMessageContaining("row 1: column group is missing; it identifies the row");
  }

  private Frame frame(long... groups) {
    return frame(arena.integers(groups));
  }

  private Frame frame(Column group) {
    return new Frame("rows", arena.batch(Map.of("group", group)), "group");
  }
}
