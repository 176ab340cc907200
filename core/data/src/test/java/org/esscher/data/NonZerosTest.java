package org.esscher.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;
import org.junit.jupiter.api.Test;

class NonZerosTest {
  private static final int COUNT = 200;

  /** Two of three, but for each that stands at a multiple of 7. */
  private static boolean value(int k) {
    return k % 3 != 0 && k % 7 != 0;
  }

  private static Column column(Arena arena) {
    BitVector bits = new BitVector("bits", arena.allocator());
    fill(bits);
    return arena.wrap(bits);
  }

  private static void fill(BitVector bits) {
    bits.allocateNew(COUNT);
    for (int k = 0; k < COUNT; k++) {
      bits.set(k, value(k) ? 1 : 0);
    }
    bits.setValueCount(COUNT);
  }

  /** The bits of some of them, as they are wanted. */
  private static long[] expected(int from, int count) {
    BitSet bits = new BitSet();
    for (int k = 0; k < count; k++) {
      bits.set(k, value(from + k));
    }
    return Arrays.copyOf(bits.toLongArray(), (count + 63) / 64);
  }

  private static long[] read(Column column, int from, int count) {
    long[] words = new long[(count + 63) / 64 + 2];
    Arrays.fill(words, -1);
    assertThat(NonZeros.read(column, from, count, words, 1)).isTrue();
    assertThat(words[0]).isEqualTo(-1);
    assertThat(words[words.length - 1]).isEqualTo(-1);
    return Arrays.copyOfRange(words, 1, words.length - 1);
  }

  private static Column singles(Arena arena) {
    float[] numbers = new float[COUNT];
    for (int k = 0; k < COUNT; k++) {
      // Zeros of both signs; the smallest, others, and an infinite one.
      float number = new float[] {Float.MIN_VALUE, 1, -0.5f, Float.NEGATIVE_INFINITY}[k % 4];
      numbers[k] = value(k) ? number : k % 2 == 0 ? 0f : -0f;
    }
    return SingleColumns.of(arena, numbers);
  }

  private static Column doubles(Arena arena) {
    double[] numbers = new double[COUNT];
    for (int k = 0; k < COUNT; k++) {
      numbers[k] = value(k) ? k % 2 == 0 ? Double.MIN_VALUE : -1 : k % 2 == 0 ? 0. : -0.;
    }
    return arena.numbers(numbers);
  }

  @Test
  void any_of_them_are_read_from_anywhere() {
    try (Arena arena = Arena.root("test")) {
      for (Column column : List.of(column(arena), singles(arena), doubles(arena))) {
        for (int from = 0; from < COUNT; from++) {
          for (int count = 0; count <= COUNT - from; count++) {
            assertThat(read(column, from, count))
                .as("%d from %d of %s", count, from, column.arrow().getField())
                .isEqualTo(expected(from, count));
          }
        }
      }
    }
  }

  /** Lists whose first element is the sixth that is stored, in the middle of a byte. */
  @Test
  void so_they_are_in_lists_that_begin_later() {
    try (Arena arena = Arena.root("test")) {
      ListVector lists = ListVector.empty("lists", arena.allocator());
      FieldType type = FieldType.nullable(new ArrowType.Bool());
      fill((BitVector) lists.addOrGetVector(type).getVector());
      try (ArrowBuf validity = arena.allocator().buffer(1);
          ArrowBuf offsets = arena.allocator().buffer(12)) {
        validity.setOne(0, 1L);
        offsets.setInt(0, 5);
        offsets.setInt(4, 100);
        offsets.setInt(8, COUNT);
        lists.loadFieldBuffers(new ArrowFieldNode(2, 0), List.of(validity, offsets));
      }
      Column column = arena.wrap(lists);
      int start = column.start(1);
      double[] numbers = new double[64];
      column.read(start, numbers, 0, 64);
      for (int k = 0; k < 64; k++) {
        assertThat(numbers[k]).as("%d", k).isEqualTo(value(100 + k) ? 1 : 0);
      }
      assertThat(read(column, start, 64)).isEqualTo(expected(100, 64));
    }
  }

  /** Wherever it is, and of whichever sign; numbers whose bits together look like it are none. */
  @Test
  void what_is_no_number_is_told() {
    try (Arena arena = Arena.root("test")) {
      float[] numbers = new float[67];
      for (int k = 0; k < numbers.length; k++) {
        numbers[k] = k % 3;
      }
      for (int k = 0; k < numbers.length; k++) {
        float number = numbers[k];
        for (int nan : new int[] {0x7FC0_0000, 0x7F80_0001, 0xFFFF_FFFF}) {
          numbers[k] = Float.intBitsToFloat(nan);
          Column column = SingleColumns.of(arena, numbers);
          assertThat(NonZeros.read(column, 0, 67, new long[2], 0)).isFalse();
          assertThat(NonZeros.read(column, 0, k, new long[2], 0)).isTrue();
          assertThat(NonZeros.read(column, k + 1, 66 - k, new long[2], 0)).isTrue();
        }
        numbers[k] = number;
      }
      BitVector missing = new BitVector("bits", arena.allocator());
      missing.allocateNew(2);
      missing.set(0, 1);
      missing.setValueCount(2);
      assertThat(NonZeros.read(arena.wrap(missing), 0, 1, new long[1], 0)).isTrue();
      assertThat(NonZeros.read(arena.wrap(missing), 0, 2, new long[1], 0)).isFalse();
      Column doubles = arena.numbers(1, Double.NaN);
      assertThat(NonZeros.read(doubles, 0, 1, new long[1], 0)).isTrue();
      assertThat(NonZeros.read(doubles, 0, 2, new long[1], 0)).isFalse();
    }
  }

  @Test
  void none_is_read_beyond_the_last() {
    Arena arena = Arena.root("test");
    List<Column> columns = List.of(column(arena), singles(arena), doubles(arena));
    for (Column column : columns) {
      assertThatThrownBy(() -> NonZeros.read(column, COUNT - 3, 4, new long[1], 0))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
    arena.close();
    for (Column column : columns) {
      assertThatThrownBy(() -> NonZeros.read(column, 0, 1, new long[1], 0))
          .isInstanceOf(EsscherException.class)
          .hasMessageContaining("closed");
    }
  }
}
