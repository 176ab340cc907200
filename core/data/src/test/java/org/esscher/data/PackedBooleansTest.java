package org.esscher.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Objects;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;
import org.junit.jupiter.api.Test;

class PackedBooleansTest {
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

  private static long expected(int from, int count) {
    long bits = 0;
    for (int k = 0; k < count; k++) {
      bits |= value(from + k) ? 1L << k : 0;
    }
    return bits;
  }

  @Test
  void any_of_them_are_read_from_anywhere() {
    try (Arena arena = Arena.root("test")) {
      PackedBooleans packed = Objects.requireNonNull(PackedBooleans.of(column(arena)));
      for (int from = 0; from < COUNT; from++) {
        for (int count = 1; count <= Math.min(64, COUNT - from); count++) {
          assertThat(packed.read(from, count))
              .as("%d from %d", count, from)
              .isEqualTo(expected(from, count));
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
      PackedBooleans packed = Objects.requireNonNull(PackedBooleans.of(column));
      int start = column.start(1);
      double[] numbers = new double[64];
      column.read(start, numbers, 0, 64);
      for (int k = 0; k < 64; k++) {
        assertThat(numbers[k]).as("%d", k).isEqualTo(value(100 + k) ? 1 : 0);
      }
      assertThat(packed.read(start, 64)).isEqualTo(expected(100, 64));
    }
  }

  @Test
  void what_is_no_boolean_or_missing_is_not_packed() {
    try (Arena arena = Arena.root("test")) {
      assertThat(PackedBooleans.of(arena.numbers(1, 0))).isNull();
      BitVector bits = new BitVector("bits", arena.allocator());
      bits.allocateNew(2);
      bits.set(0, 1);
      bits.setValueCount(2);
      assertThat(PackedBooleans.of(arena.wrap(bits))).isNull();
    }
  }

  @Test
  void none_is_read_beyond_the_last() {
    try (Arena arena = Arena.root("test")) {
      PackedBooleans packed = Objects.requireNonNull(PackedBooleans.of(column(arena)));
      assertThatThrownBy(() -> packed.read(COUNT - 3, 4))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
    Arena closed = Arena.root("test");
    PackedBooleans packed = Objects.requireNonNull(PackedBooleans.of(column(closed)));
    closed.close();
    assertThatThrownBy(() -> packed.read(0, 1))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("closed");
  }
}
