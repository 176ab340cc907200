package org.esscher.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.arrow.vector.Float8Vector;

/** Elements of float64. */
final class DoubleElements extends Elements {
  /** Small enough to stay in the first-level cache on its way through. */
  private static final int CHUNK = 1024;

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
    if (!complete()) {
      super.copyTo(values);
      return;
    }
    byte[] bytes = new byte[8 * Math.min(CHUNK, values.length)];
    DoubleBuffer chunk = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).asDoubleBuffer();
    for (int i = 0; i < values.length; i += CHUNK) {
      int length = Math.min(CHUNK, values.length - i);
      check(i + length - 1L);
      MemoryUtil.copyFromMemory(address + 8L * i, bytes, 0, 8L * length);
      chunk.get(0, values, i, length);
    }
  }

  private double value(long index) {
    return Double.longBitsToDouble(MemoryUtil.getLong(address + (index << 3)));
  }
}
