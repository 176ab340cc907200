package org.esscher.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.LargeVarCharVector;
import org.apache.arrow.vector.SmallIntVector;
import org.apache.arrow.vector.TinyIntVector;
import org.apache.arrow.vector.UInt1Vector;
import org.apache.arrow.vector.UInt2Vector;
import org.apache.arrow.vector.UInt4Vector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.util.TransferPair;
import org.esscher.api.Column;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArrowColumnTest {
  /** Two values of which the second is missing. */
  private static <V extends FieldVector> Column sparse(Arena arena, V vector, Consumer<V> first) {
    vector.allocateNew();
    first.accept(vector);
    vector.setNull(1);
    vector.setValueCount(2);
    return arena.wrap(vector);
  }

  private static void check(Column column, double number, String text) {
    assertThat(column.at(0)).isEqualTo(number);
    assertThat(column.text(0)).isEqualTo(text);
    assertThat(column.isMissing(0)).isFalse();
    assertThat(column.isMissing(1)).isTrue();
    assertThat(column.at(1)).isNaN();
    assertThat(column.text(1)).isEmpty();
    assertThat(column.toArray()).containsExactly(number, Double.NaN);
    assertThatThrownBy(() -> column.at(2)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> column.at(-1)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void readsEveryNumericType() {
    try (Arena arena = Arena.root("test")) {
      var memory = arena.allocator();
      check(sparse(arena, new Float8Vector("c", memory), v -> v.set(0, 0.1)), 0.1, "0.1");
      check(sparse(arena, new Float4Vector("c", memory), v -> v.set(0, 0.1f)), 0.1f, "0.1");
      check(sparse(arena, new BitVector("c", memory), v -> v.set(0, 1)), 1, "1");
      check(sparse(arena, new IntVector("c", memory), v -> v.set(0, -7)), -7, "-7");
      check(sparse(arena, new SmallIntVector("c", memory), v -> v.set(0, -7)), -7, "-7");
      check(sparse(arena, new TinyIntVector("c", memory), v -> v.set(0, -7)), -7, "-7");
      check(sparse(arena, new UInt1Vector("c", memory), v -> v.set(0, 255)), 255, "255");
      check(sparse(arena, new UInt2Vector("c", memory), v -> v.set(0, 65535)), 65535, "65535");
      check(
          sparse(arena, new UInt4Vector("c", memory), v -> v.set(0, -1)),
          4294967295.0,
          "4294967295");
      check(
          sparse(arena, new UInt8Vector("c", memory), v -> v.set(0, -1)),
          0x1p64,
          "18446744073709551615");
    }
  }

  @Test
  void readsTextWithLargeOffsets() {
    try (Arena arena = Arena.root("test")) {
      Column column =
          sparse(
              arena,
              new LargeVarCharVector("c", arena.allocator()),
              v -> v.set(0, "ü".getBytes(StandardCharsets.UTF_8)));
      assertThat(column.isText()).isTrue();
      assertThat(column.text(0)).isEqualTo("ü");
      assertThat(column.isMissing(1)).isTrue();
      assertThatThrownBy(() -> column.at(0))
          .hasMessageContaining("'c'")
          .hasMessageContaining("text");
    }
  }

  @Test
  void writesWholeNumbersShort() {
    try (Arena arena = Arena.root("test")) {
      Column column = arena.numbers(3, -0.0, 1e300, 1e15, 0);
      assertThat(column.text(0)).isEqualTo("3");
      assertThat(column.text(1)).isEqualTo("-0.0");
      assertThat(column.text(2)).isEqualTo("1.0E300");
      assertThat(column.text(3)).isEqualTo("1000000000000000");
      assertThat(column.text(4)).isEqualTo("0");
    }
  }

  @Test
  void copiesLongColumnsWhole() {
    double[] values = new double[5000];
    for (int i = 0; i < values.length; i++) {
      values[i] = i * 0.5;
    }
    try (Arena arena = Arena.root("test")) {
      assertThat(arena.numbers(values).toArray()).containsExactly(values);
    }
  }

  @Test
  void readsSlicedLists() {
    try (Arena arena = Arena.root("test")) {
      ListVector lists = (ListVector) arena.lists(new int[] {0, 2, 3, 5}, 1, 2, 3, 4, 5).arrow();
      // Offsets of a vector from elsewhere need not begin at 0: shift the window onto rows 1 and 2.
      ListVector shifted = ListVector.empty("c", arena.allocator());
      Float8Vector data =
          (Float8Vector)
              shifted.addOrGetVector(FieldType.nullable(VectorMaker.number())).getVector();
      TransferPair pair = lists.getDataVector().makeTransferPair(data);
      pair.splitAndTransfer(0, 5);
      VectorMaker.loadList(shifted, arena.allocator(), new int[] {2, 3, 5});
      Column column = arena.wrap(shifted);
      assertThat(column.start(0)).isZero();
      assertThat(column.start(2)).isEqualTo(3);
      assertThat(starts(column, 0, 3)).containsExactly(0, 1, 3);
      assertThat(starts(column, 1, 1)).containsExactly(1);
      assertThat(column.toArray()).containsExactly(3, 4, 5);
      assertThat(column.at(0)).isEqualTo(3);
      assertThat(BatchRows.cell(column, 1)).isEqualTo("[4.0, 5.0]");
    }
  }

  private static int[] starts(Column column, int row, int count) {
    int[] starts = new int[count];
    column.starts(row, starts, 0, count);
    return starts;
  }

  @Test
  void tellsWhereManyRowsStart() {
    try (Arena arena = Arena.root("test")) {
      assertThat(starts(arena.numbers(7, 8, 9), 1, 3)).containsExactly(1, 2, 3);
      assertThat(starts(arena.lists(new int[] {0}), 0, 1)).containsExactly(0);
      Column lists = arena.lists(new int[] {0, 2, 2}, 1, 2);
      int[] behind = {-1, -1, -1, -1};
      lists.starts(0, behind, 1, 3);
      assertThat(behind).containsExactly(-1, 0, 2, 2);
      assertThatThrownBy(() -> starts(lists, 1, 3)).isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  private static double[] gathered(Column column, int... elements) {
    double[] numbers = new double[elements.length * column.width()];
    column.gather(elements, 0, elements.length, numbers);
    return numbers;
  }

  private static float[] gatheredSingles(Column column, int... elements) {
    float[] numbers = new float[elements.length * column.width()];
    Objects.requireNonNull(SingleNumbers.of(column)).gather(elements, 0, elements.length, numbers);
    return numbers;
  }

  @Test
  void gathersElementsThatStandApart() {
    try (Arena arena = Arena.root("test")) {
      assertThat(gathered(arena.numbers(7, 8, 9), 2, 0, 2)).containsExactly(9, 7, 9);
      assertThat(gathered(arena.integers(7, 8, 9), 1, 0)).containsExactly(8, 7);
      assertThat(gathered(arena.booleans(true, false), 1, 0)).containsExactly(0, 1);
      assertThat(gathered(arena.vectors(2, 1, 2, 3, 4, 5, 6), 2, 0)).containsExactly(5, 6, 1, 2);
      Column singles = SingleColumns.of(arena, 1.5f, 2.5f, 3.5f);
      assertThat(gathered(singles, 2, 1)).containsExactly(3.5, 2.5);
      assertThat(gatheredSingles(singles, 2, 0)).containsExactly(3.5f, 1.5f);
      double[] some = {-1, -1};
      arena.numbers(7, 8, 9).gather(new int[] {9, 2, 9}, 1, 1, some);
      assertThat(some).containsExactly(9, -1);
    }
  }

  @Test
  void gathersWhatIsMissingAsNan() {
    try (Arena arena = Arena.root("test")) {
      Float8Vector vector = new Float8Vector("c", arena.allocator());
      Column column = sparse(arena, vector, v -> v.set(0, 5));
      assertThat(gathered(column, 1, 0)).containsExactly(Double.NaN, 5);
    }
  }

  @Test
  void gathersNothingThatIsNotThere() {
    Arena arena = Arena.root("test");
    Column numbers = arena.numbers(7, 8, 9);
    Column singles = SingleColumns.of(arena, 1, 2, 3);
    for (int[] elements : new int[][] {{0, 3}, {-1, 0}}) {
      assertThatThrownBy(() -> gathered(numbers, elements))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> gatheredSingles(singles, elements))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
    assertThatThrownBy(() -> numbers.gather(new int[] {0, 1}, 0, 2, new double[1]))
        .isInstanceOf(IndexOutOfBoundsException.class);
    SingleNumbers open = Objects.requireNonNull(SingleNumbers.of(singles));
    arena.close();
    assertThatThrownBy(() -> gathered(numbers, 0)).hasMessageContaining("closed");
    assertThatThrownBy(() -> open.gather(new int[] {0}, 0, 1, new float[1]))
        .hasMessageContaining("closed");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void readsMissingVectors(int width) {
    try (Arena arena = Arena.root("test")) {
      FixedSizeListVector vectors = FixedSizeListVector.empty("c", width, arena.allocator());
      Float4Vector data =
          (Float4Vector)
              vectors
                  .addOrGetVector(
                      FieldType.nullable(
                          new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE)))
                  .getVector();
      data.allocateNew(2 * width);
      for (int i = 0; i < 2 * width; i++) {
        data.set(i, i);
      }
      data.setValueCount(2 * width);
      VectorMaker.loadFixed(vectors, arena.allocator(), 2, row -> row == 0);
      Column column = arena.wrap(vectors);
      assertThat(column.width()).isEqualTo(width);
      assertThat(column.isMissing(0)).isTrue();
      assertThat(column.isMissing(1)).isFalse();
      assertThat(column.at(width - 1)).isNaN();
      double[] all =
          IntStream.range(0, 2 * width).mapToDouble(i -> i < width ? Double.NaN : i).toArray();
      assertThat(column.toArray()).containsExactly(all);
      assertThat(gathered(column, 0, 1)).containsExactly(all);
    }
  }

  /** A run of numbers is what reading them one by one gives, missing ones included. */
  @Test
  void readsRunsOfNumbers() {
    try (Arena arena = Arena.root("test")) {
      for (Column column :
          List.of(
              SingleColumns.of(arena, 1.5f, -2.5f, 0.25f),
              arena.numbers(1, 2, 3),
              arena.integers(1, 2, 3),
              arena.booleans(true, false, true),
              sparse(arena, new Float8Vector("v", arena.allocator()), v -> v.set(0, 4)))) {
        int count = column.rows() - 1;
        double[] read = new double[count + 2];
        column.read(1, read, 1, count);
        for (int i = 0; i < count; i++) {
          assertThat(read[i + 1]).isEqualTo(Double.valueOf(column.at(i + 1)));
        }
        assertThatThrownBy(() -> column.read(1, read, 0, count + 1))
            .isInstanceOf(IndexOutOfBoundsException.class);
      }
    }
  }
}
