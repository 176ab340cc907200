package org.esscher.data;

import java.util.Objects;
import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.BitVectorHelper;
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
import org.apache.arrow.vector.VarCharVector;
import org.esscher.api.EsscherException;
import org.jspecify.annotations.Nullable;

/**
 * The scalars of a column from a first index on, read at fixed addresses: one subclass per Arrow
 * type, so that a read is one call that the compiler can inline where a column's type doesn't vary.
 */
abstract class Elements {
  private final String name;
  private final Arena arena;
  private final int first;
  private final int size;

  /** Address of the validity bits, 0 when nothing is missing. */
  private final long validity;

  Elements(String name, FieldVector vector, int first, int bits, Arena arena) {
    this(name, vector, first, bits, arena, false);
  }

  /**
   * Checks a vector.
   *
   * @param full whether it is known that nothing is missing: looking takes as long as it is
   */
  Elements(String name, FieldVector vector, int first, int bits, Arena arena, boolean full) {
    int count = vector.getValueCount();
    requireBytes(name, vector, vector.getDataBuffer().capacity(), (long) bits * count);
    requireBytes(name, vector, vector.getValidityBuffer().capacity(), count);
    boolean complete =
        full || BitVectorHelper.checkAllBitsEqualTo(vector.getValidityBuffer(), count, true);
    this.name = name;
    this.arena = arena;
    this.first = first;
    this.size = count - first;
    this.validity = complete ? 0 : vector.getValidityBuffer().memoryAddress();
  }

  /** Refuses a vector whose buffer, as a broken file may have it, is shorter than its values. */
  static void requireBytes(String name, FieldVector vector, long bytes, long bits) {
    if (bytes < (bits + 7) >>> 3) {
      throw EsscherException.data(
          "column '%s' has %d rows, but a buffer of %d bytes is too short for them; write the data again",
          name, vector.getValueCount(), bytes);
    }
  }

  /** The reader of a vector's type, or null when columns cannot hold it. */
  static @Nullable Elements of(
      String name, FieldVector vector, int first, Arena arena, boolean full) {
    if (vector instanceof Float8Vector v) {
      return new DoubleElements(name, v, first, arena, full);
    } else if (vector instanceof Float4Vector v) {
      return new FloatElements(name, v, first, arena);
    } else if (vector instanceof BitVector v) {
      return new BitElements(name, v, first, arena);
    } else if (vector instanceof VarCharVector || vector instanceof LargeVarCharVector) {
      return new TextElements(name, vector, first, arena);
    } else if (vector instanceof BigIntVector v) {
      return new LongElements(name, v, first, arena);
    } else if (vector instanceof UInt8Vector v) {
      return new UnsignedLongElements(name, v, first, arena);
    } else if (vector instanceof IntVector v) {
      return new SmallIntegerElements.Ints(name, v, first, arena);
    } else if (vector instanceof SmallIntVector v) {
      return new SmallIntegerElements.Shorts(name, v, first, arena);
    } else if (vector instanceof TinyIntVector v) {
      return new SmallIntegerElements.Bytes(name, v, first, arena);
    } else if (vector instanceof UInt4Vector v) {
      return new SmallIntegerElements.UnsignedInts(name, v, first, arena);
    } else if (vector instanceof UInt2Vector v) {
      return new SmallIntegerElements.UnsignedShorts(name, v, first, arena);
    } else if (vector instanceof UInt1Vector v) {
      return new SmallIntegerElements.UnsignedBytes(name, v, first, arena);
    }
    return null;
  }

  /** A number, NaN where missing; {@code index} counts from the first. */
  abstract double at(long index);

  /** A text, or a number's shortest form. */
  abstract String text(int index);

  boolean isText() {
    return false;
  }

  final int size() {
    return size;
  }

  final String name() {
    return name;
  }

  final int first() {
    return first;
  }

  final boolean complete() {
    return validity == 0;
  }

  /** Checks index and arena. */
  final void check(long index) {
    Objects.checkIndex(index, (long) size);
    arena.requireOpen();
  }

  final boolean isMissing(long index) {
    check(index);
    if (validity == 0) {
      return false;
    }
    long bit = first + index;
    return (MemoryUtil.getByte(validity + (bit >>> 3)) >>> (bit & 7) & 1) == 0;
  }

  /** Checks the indices of many numbers, and the arena. */
  final void checkRange(long from, int count) {
    Objects.checkFromIndexSize(from, count, (long) size);
    arena.requireOpen();
  }

  /** Copies numbers. */
  final void read(long from, double[] to, int at, int count) {
    // One check for all; each copy loop is free of them.
    checkRange(from, count);
    Objects.checkFromIndexSize(at, count, to.length);
    if (complete()) {
      copy(from, to, at, count);
    } else {
      for (int i = 0; i < count; i++) {
        to[at + i] = at(from + i);
      }
    }
  }

  /** Copies numbers that stand apart. */
  final void gather(int[] indices, int first, int count, double[] to) {
    checkApart(indices, first, count, to.length);
    if (complete()) {
      copyApart(indices, first, count, to);
    } else {
      for (int i = 0; i < count; i++) {
        to[i] = at(indices[first + i]);
      }
    }
  }

  /** One check for all numbers that are copied. */
  final void checkApart(int[] indices, int first, int count, int room) {
    Objects.checkFromIndexSize(first, count, indices.length);
    Objects.checkFromIndexSize(0, count, room);
    arena.requireOpen();
    int least = 0;
    int most = -1;
    for (int i = first; i < first + count; i++) {
      least = Math.min(least, indices[i]);
      most = Math.max(most, indices[i]);
    }
    Objects.checkFromToIndex(least, most + 1L, size);
  }

  /** Copies numbers none of which is missing, from indices that exist. */
  void copyApart(int[] indices, int first, int count, double[] to) {
    for (int i = 0; i < count; i++) {
      to[i] = at(indices[first + i]);
    }
  }

  /** Copies numbers none of which is missing, from indices that exist. */
  void copy(long from, double[] to, int at, int count) {
    for (int i = 0; i < count; i++) {
      to[at + i] = at(from + i);
    }
  }
}
