package org.esscher.data;

import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.arrow.vector.Float8Vector;

/** Elements of float64. */
final class DoubleElements extends Elements {
  private final long address;

  DoubleElements(String name, Float8Vector vector, int first, Arena arena) {
    super(name, vector, first, 64, arena);
    this.address = vector.getDataBuffer().memoryAddress() + 8L * first;
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
  void copyTo(double[] values) {
    if (!complete() || values.length == 0) {
      super.copyTo(values);
      return;
    }
    // One check for all, and no call that depends on the type, lets the compiler unroll the loop.
    check(values.length - 1L);
    for (int i = 0; i < values.length; i++) {
      values[i] = value(i);
    }
  }

  private double value(long index) {
    return Double.longBitsToDouble(MemoryUtil.getLong(address + (index << 3)));
  }
}
