package org.esscher.runtime.internal.expression;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
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
    int[] number = new int[values.length];
    int count = keys.number(keys.runs(values.length, Workers.callerOnly()), number);
    assertThat(number).isEqualTo(expected);
    assertThat(count).isEqualTo(Arrays.stream(expected).max().orElse(-1) + 1);
  }

  /** Near each other, where a table has them, and far apart, even by more than numbers tell. */
  @Test
  void values_are_numbered_by_first_appearance() {
    numbered(new int[] {0, 1, 1, 0, 2, 1}, 7, 4, 4, 7, 5, 4);
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

  private Frame frame(long... groups) {
    return new Frame("rows", arena.batch(Map.of("group", arena.integers(groups))), "group");
  }
}
