package org.esscher.data;

import java.nio.DoubleBuffer;
import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.arrow.vector.Float8Vector;
import org.jspecify.annotations.Nullable;

/** Elements of float64. */
final class DoubleElements extends Elements {
  private final long address;
  private final @Nullable DoubleBuffer memory;

  DoubleElements(String name, Float8Vector vector, int first, Arena arena, boolean full) {
    super(name, vector, first, 64, arena, full);
    this.address = vector.getDataBuffer().memoryAddress() + 8L * first;
    this.memory = RawMemory.doubles(address, size());
  }

  @Override
  double at(long index) {
    return isMissing(index) ? Double.NaN : value(index);
  }

  @Override
  String text(int index) {
    check(index);
    return NumberText.of(value(index));
  }

  @Override
  void copyApart(int[] indices, int first, int count, double[] to) {
    for (int i = 0; i < count; i++) {
      to[i] = value(indices[first + i]);
    }
  }

  @Override
  void copy(long from, double[] to, int at, int count) {
    if (memory != null) {
      memory.get((int) from, to, at, count);
      return;
    }
    for (int i = 0; i < count; i++) {
      to[at + i] = value(from + i);
    }
  }

  private double value(long index) {
    return Double.longBitsToDouble(MemoryUtil.getLong(address + (index << 3)));
  }
}
