package org.esscher.data;

import java.nio.DoubleBuffer;
import java.util.Objects;
import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.ListVector;
import org.esscher.api.Column;
import org.esscher.api.ColumnWriter;
import org.jspecify.annotations.Nullable;

/** Writes into the float64 data of a vector that an arena owns. */
final class VectorWriter implements ColumnWriter {
  private final Arena arena;
  private final FieldVector vector;
  private final long address;
  private final long size;
  private final @Nullable DoubleBuffer memory;
  private @Nullable Column column;

  VectorWriter(Arena arena, FieldVector vector) {
    this.arena = arena;
    this.vector = vector;
    FieldVector data = vector instanceof ListVector lists ? lists.getDataVector() : vector;
    data = data instanceof FixedSizeListVector vectors ? vectors.getDataVector() : data;
    this.size = data.getValueCount();
    this.address = data.getDataBuffer().memoryAddress();
    this.memory = RawMemory.doubles(address, data.getValueCount());
  }

  private void check(long index, double[] values, int from, int count) {
    Objects.checkFromIndexSize(index, count, size);
    Objects.checkFromIndexSize(from, count, values.length);
    arena.requireOpen();
  }

  @Override
  public void put(long index, double[] values, int from, int count) {
    check(index, values, from, count);
    if (memory != null) {
      memory.put((int) index, values, from, count);
      return;
    }
    for (int i = 0; i < count; i++) {
      MemoryUtil.putLong(address(index + i), Double.doubleToRawLongBits(values[from + i]));
    }
  }

  @Override
  public void put(int[] elements, int first, int count, int width, double[] values) {
    if (width > 1) {
      ColumnWriter.super.put(elements, first, count, width, values);
      return;
    }
    Objects.checkFromIndexSize(first, count, elements.length);
    Objects.checkFromIndexSize(0, count, values.length);
    arena.requireOpen();
    for (int i = 0; i < count; i++) {
      long index = Objects.checkIndex(elements[first + i], size);
      MemoryUtil.putLong(address(index), Double.doubleToRawLongBits(values[i]));
    }
  }

  @Override
  public void add(long index, double[] values, int from, int count) {
    check(index, values, from, count);
    for (int i = 0; i < count; i++) {
      long at = address(index + i);
      double sum = Double.longBitsToDouble(MemoryUtil.getLong(at)) + values[from + i];
      MemoryUtil.putLong(at, Double.doubleToRawLongBits(sum));
    }
  }

  private long address(long index) {
    return address + (index << 3);
  }

  @Override
  public Column column() {
    Column made = column;
    if (made == null) {
      made = arena.wrapped(vector, true);
      column = made;
    }
    return made;
  }
}
