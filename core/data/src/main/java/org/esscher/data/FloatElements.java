package org.esscher.data;

import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.arrow.vector.Float4Vector;

/** Elements of float32. */
final class FloatElements extends Elements {
  private final long address;

  FloatElements(String name, Float4Vector vector, int first, Arena arena) {
    super(name, vector, first, 32, arena);
    this.address = vector.getDataBuffer().memoryAddress() + 4L * first;
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
  void copy(long from, double[] to, int at, int count) {
    long base = address + (from << 2);
    for (int i = 0; i < count; i++) {
      to[at + i] = Float.intBitsToFloat(MemoryUtil.getInt(base + ((long) i << 2)));
    }
  }

  private float value(long index) {
    return Float.intBitsToFloat(MemoryUtil.getInt(address + (index << 2)));
  }
}
