package org.esscher.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ColumnsTest {
  private static final ArrayContext COLUMNS = new ArrayContext();

  static Stream<Column> shapes() {
    return Stream.of(
        COLUMNS.numbers(1, 2, 3, 4),
        COLUMNS.vectors(2, 1, 2, 3, 4),
        COLUMNS.lists(new int[] {0, 0, 3, 4}, 1, 2, 3, 4),
        COLUMNS.vectorLists(2, new int[] {0, 2, 2}, 1, 2, 3, 4));
  }

  private static void assertShapedLike(Column made, Column shape) {
    assertThat(made.width()).isEqualTo(shape.width());
    assertThat(made.ragged()).isEqualTo(shape.ragged());
    assertThat(made.rows()).isEqualTo(shape.rows());
    for (int row = 0; row <= shape.rows(); row++) {
      assertThat(made.start(row)).isEqualTo(shape.start(row));
    }
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void numbers_take_any_shape(Column shape) {
    Column made = COLUMNS.shapedLike(shape, 5, 6, 7, 8);
    assertThat(made.toArray()).containsExactly(5, 6, 7, 8);
    assertShapedLike(made, shape);
  }

  @Test
  void their_number_must_fit() {
    assertThatThrownBy(() -> COLUMNS.shapedLike(COLUMNS.vectors(2, 1, 2), 1, 2, 3))
        .hasMessage("3 numbers were given the shape of 1 elements of width 2");
  }

  /** What an implementation written before writers existed gives. */
  @ParameterizedTest
  @MethodSource("shapes")
  void writers_need_no_support(Column shape) {
    ColumnWriter writer = COLUMNS.writer(shape);
    writer.put(0, new double[] {0, 10, 20, 30}, 1, 2);
    int last = 4 / shape.width() - 1;
    writer.put(new int[] {9, last}, 1, 1, shape.width(), new double[] {40, 40});
    writer.put(2, new double[] {30}, 0, 1);
    writer.add(3, new double[] {2}, 0, 1);
    assertThat(writer.column().toArray()).containsExactly(10, 20, 30, 42);
    assertShapedLike(writer.column(), shape);
    assertThat(writer.column()).isSameAs(writer.column());
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void elements_are_gathered_where_nothing_better_is_known(Column shape) {
    double[] last = new double[shape.width()];
    shape.gather(new int[] {9, 4 / shape.width() - 1}, 1, 1, last);
    assertThat(last).isEqualTo(shape.width() == 1 ? new double[] {4} : new double[] {3, 4});
  }

  @Test
  void runs_are_read_one_by_one_where_nothing_better_is_known() {
    double[] read = new double[4];
    COLUMNS.numbers(5, 6, 7).read(1, read, 2, 2);
    assertThat(read).containsExactly(0, 0, 6, 7);
  }
}
