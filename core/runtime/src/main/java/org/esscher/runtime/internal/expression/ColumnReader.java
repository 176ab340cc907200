package org.esscher.runtime.internal.expression;

import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.ListVector;
import org.esscher.api.Column;

/**
 * Reads numbers of a column where they lie, many at once: floats without missing values straight
 * from the Arrow buffer, everything else one by one. Thread-safe.
 */
abstract class ColumnReader {
  final Column column;

  private ColumnReader(Column column) {
    this.column = column;
  }

  static ColumnReader of(Column column) {
    FieldVector vector = column.arrow();
    boolean complete = true;
    long first = 0;
    if (vector instanceof ListVector lists) {
      first = lists.getValueCount() == 0 ? 0 : lists.getElementStartIndex(0);
      vector = lists.getDataVector();
    }
    if (vector instanceof FixedSizeListVector vectors) {
      complete = vectors.getNullCount() == 0;
      vector = vectors.getDataVector();
    }
    complete &= vector.getNullCount() == 0 && vector.getValueCount() > 0;
    long index = first * column.width();
    if (complete && vector instanceof Float8Vector doubles) {
      return new Doubles(column, doubles.getDataBuffer().memoryAddress() + (index << 3));
    }
    if (complete && vector instanceof Float4Vector floats) {
      return new Floats(column, floats.getDataBuffer().memoryAddress() + (index << 2));
    }
    return new OneByOne(column);
  }

  /**
   * Copies numbers.
   *
   * @param from the first index in the column, element · width + component
   * @param to where to
   * @param at the first index there
   * @param count how many
   */
  final void read(long from, double[] to, int at, int count) {
    if (count > 0) {
      // The column checks both ends, and that its memory is still there.
      to[at] = column.at(from);
      to[at + count - 1] = column.at(from + count - 1);
      copy(from, to, at, count);
    }
  }

  abstract void copy(long from, double[] to, int at, int count);

  private static final class Doubles extends ColumnReader {
    private final long address;

    Doubles(Column column, long address) {
      super(column);
      this.address = address;
    }

    @Override
    void copy(long from, double[] to, int at, int count) {
      long base = address + (from << 3);
      for (int i = 0; i < count; i++) {
        to[at + i] = Double.longBitsToDouble(MemoryUtil.getLong(base + ((long) i << 3)));
      }
    }
  }

  private static final class Floats extends ColumnReader {
    private final long address;

    Floats(Column column, long address) {
      super(column);
      this.address = address;
    }

    @Override
    void copy(long from, double[] to, int at, int count) {
      long base = address + (from << 2);
      for (int i = 0; i < count; i++) {
        to[at + i] = Float.intBitsToFloat(MemoryUtil.getInt(base + ((long) i << 2)));
      }
    }
  }

  private static final class OneByOne extends ColumnReader {
    OneByOne(Column column) {
      super(column);
    }

    @Override
    void copy(long from, double[] to, int at, int count) {
      for (int i = 0; i < count; i++) {
        to[at + i] = column.at(from + i);
      }
    }
  }
}
