package org.esscher.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.esscher.api.Column;
import org.esscher.api.ColumnWriter;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.junit.jupiter.api.Test;

class ArenaTest {
  @Test
  void makesEveryKindOfColumn() {
    try (Arena arena = Arena.root("test")) {
      Column numbers = arena.numbers(1.5, Double.NEGATIVE_INFINITY);
      assertThat(numbers.toArray()).containsExactly(1.5, Double.NEGATIVE_INFINITY);
      Column vectors = arena.vectors(2, 1, 2, 3, 4);
      assertThat(vectors.rows()).isEqualTo(2);
      assertThat(vectors.width()).isEqualTo(2);
      assertThat(vectors.start(2)).isEqualTo(2);
      assertThat(vectors.at(3)).isEqualTo(4);
      Column lists = arena.lists(new int[] {0, 2, 2, 3}, 5, 6, 7);
      assertThat(BatchRows.cell(lists, 0)).isEqualTo("[5.0, 6.0]");
      assertThat(BatchRows.cell(lists, 1)).isEqualTo("[]");
      assertThat(lists.start(3)).isEqualTo(3);
      Column vectorLists = arena.vectorLists(2, new int[] {0, 1, 1, 3}, 1, 2, 3, 4, 5, 6);
      assertThat(vectorLists.width()).isEqualTo(2);
      assertThat(BatchRows.cell(vectorLists, 2)).isEqualTo("[[3.0, 4.0], [5.0, 6.0]]");
      assertThat(arena.integers(1L << 60).text(0)).isEqualTo("1152921504606846976");
      assertThat(arena.booleans(true, false).toArray()).containsExactly(1, 0);
      assertThat(arena.texts(List.of("é", "")).text(0)).isEqualTo("é");
      Column textLists = arena.textLists(List.of(List.of("a", "b"), List.of()));
      assertThat(BatchRows.cell(textLists, 0)).isEqualTo("[<a>, <b>]");
      assertThat(BatchRows.cell(textLists, 1)).isEqualTo("[]");
    }
  }

  /** Numbers stand where they were written, in the shape of another column, whatever its type. */
  @Test
  void writesColumnsPartByPart() {
    try (Arena arena = Arena.root("test")) {
      List<Column> shapes =
          List.of(
              arena.integers(7, 8, 9, 10),
              arena.vectors(2, 1, 2, 3, 4),
              arena.lists(new int[] {0, 3, 3, 4}, 1, 2, 3, 4),
              arena.vectorLists(2, new int[] {0, 0, 2}, 1, 2, 3, 4));
      for (Column shape : shapes) {
        ColumnWriter writer = arena.writer(shape);
        writer.put(2, new double[] {9, 30, 40}, 1, 2);
        writer.put(0, new double[] {10, 20}, 0, 2);
        writer.add(1, new double[] {5, 6}, 0, 2);
        Column written = writer.column();
        assertThat(written.toArray()).containsExactly(10, 25, 36, 40);
        assertThat(written).isSameAs(writer.column());
        assertThat(written.ragged()).isEqualTo(shape.ragged());
        assertThat(written.width()).isEqualTo(shape.width());
        for (int row = 0; row <= shape.rows(); row++) {
          assertThat(written.start(row)).isEqualTo(shape.start(row));
        }
      }
      assertThat(arena.writer(arena.numbers()).column().rows()).isZero();
    }
  }

  @Test
  void writesElementsThatStandApart() {
    try (Arena arena = Arena.root("test")) {
      ColumnWriter numbers = arena.writer(arena.numbers(0, 0, 0));
      numbers.put(new int[] {9, 2, 0, 1}, 1, 3, 1, new double[] {30, 10, 20});
      assertThat(numbers.column().toArray()).containsExactly(10, 20, 30);
      ColumnWriter vectors = arena.writer(arena.vectors(2, 0, 0, 0, 0));
      vectors.put(new int[] {1, 0}, 0, 2, 2, new double[] {3, 4, 1, 2});
      assertThat(vectors.column().toArray()).containsExactly(1, 2, 3, 4);
    }
  }

  @Test
  void writesNothingBeyondTheColumn() {
    try (Arena arena = Arena.root("test")) {
      ColumnWriter writer = arena.writer(arena.numbers(1, 2));
      assertThatThrownBy(() -> writer.put(1, new double[2], 0, 2))
          .isInstanceOf(IndexOutOfBoundsException.class);
      for (int element : new int[] {-1, 2}) {
        assertThatThrownBy(() -> writer.put(new int[] {element}, 0, 1, 1, new double[1]))
            .isInstanceOf(IndexOutOfBoundsException.class);
      }
      assertThatThrownBy(() -> writer.put(new int[2], 0, 2, 1, new double[1]))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> writer.add(-1, new double[2], 0, 1))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void makesColumnsWithoutRows() {
    try (Arena arena = Arena.root("test")) {
      assertThat(arena.numbers().rows()).isZero();
      assertThat(arena.lists(new int[] {0}).start(0)).isZero();
      assertThat(arena.textLists(List.of()).start(0)).isZero();
      assertThat(arena.vectors(3).toArray()).isEmpty();
      assertThat(arena.texts(List.of()).rows()).isZero();
      assertThat(arena.vectorLists(3, new int[] {0}).toArray()).isEmpty();
    }
  }

  @Test
  void freesWhatItMadeAndItsChildren() {
    try (RootAllocator root = new RootAllocator()) {
      Arena arena = new Arena(root, "outer");
      arena.child("inner").numbers(1, 2, 3);
      arena.numbers(4);
      assertThat(arena.allocatedBytes()).isPositive();
      arena.close();
      arena.close();
      assertThat(root.getAllocatedMemory()).isZero();
      assertThat(arena.allocatedBytes()).isZero();
    }
  }

  @Test
  void namesItselfWhenMemoryIsLeft() {
    Arena arena = Arena.root("forgetful");
    // Never freed: what is left is what the arena has to tell.
    ArrowBuf left = arena.allocator().buffer(64);
    assertThat(left.capacity()).isEqualTo(64);
    assertThatThrownBy(arena::close)
        .isInstanceOfSatisfying(
            EsscherException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.HOST))
        .hasMessageContaining("'forgetful'")
        .hasMessageContaining("64 bytes");
  }

  /** 64 numbers with their mask take 1,024 bytes, all that there is: none is left for offsets. */
  @Test
  void givesBackWhatWasFilledWhenMemoryIsRefused() {
    int[] starts = new int[65];
    Arrays.setAll(starts, row -> row);
    try (RootAllocator allocator = new RootAllocator(1024);
        Arena arena = new Arena(allocator, "test")) {
      assertThatThrownBy(() -> arena.lists(starts, new double[64]))
          .isInstanceOf(OutOfMemoryException.class);
      assertThat(arena.allocatedBytes()).isZero();
    }
  }

  @Test
  void refusesUseAfterClose() {
    Arena arena = Arena.root("gone");
    Column column = arena.numbers(1);
    arena.close();
    assertThatThrownBy(() -> column.at(0)).hasMessageContaining("arena 'gone' is closed");
    assertThatThrownBy(() -> column.isMissing(0)).hasMessageContaining("'gone'");
    assertThatThrownBy(() -> arena.child("x")).hasMessageContaining("'gone'");
    assertThatThrownBy(() -> arena.batch(Map.of("a", column))).hasMessageContaining("'gone'");
  }

  @Test
  void refusesTypesThatColumnsCannotHoldAndStillFreesThem() {
    try (Arena arena = Arena.root("test")) {
      DateDayVector dates = new DateDayVector("born", arena.allocator());
      dates.allocateNew(1);
      dates.setSafe(0, 1);
      dates.setValueCount(1);
      assertThatThrownBy(() -> arena.wrap(dates))
          .hasMessageContaining("'born'")
          .hasMessageContaining("Date");
      FieldType encoded =
          new FieldType(true, ArrowType.Utf8.INSTANCE, new DictionaryEncoding(1, false, null));
      VarCharVector words = new VarCharVector("word", encoded, arena.allocator());
      assertThatThrownBy(() -> arena.wrap(words)).hasMessageContaining("dictionary");
    }
  }

  @Test
  void refusesShapesThatDontAddUp() {
    try (Arena arena = Arena.root("test")) {
      assertThatThrownBy(() -> arena.vectors(2, 1, 2, 3)).hasMessageContaining("3 numbers");
      assertThatThrownBy(() -> arena.vectors(0)).hasMessageContaining("0 components");
      assertThatThrownBy(() -> arena.lists(new int[] {0, 2}, 1)).hasMessageContaining("1 elements");
      assertThatThrownBy(() -> arena.lists(new int[] {0, 2, 1, 2}, 1, 2))
          .hasMessageContaining("entry 2 is 1 after 2");
    }
  }
}
