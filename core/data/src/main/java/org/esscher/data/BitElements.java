package org.esscher.data;

import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.arrow.vector.BitVector;

/** Elements of booleans, 0 and 1 as numbers. */
final class BitElements extends Elements {
  private final long address;

  BitElements(String name, BitVector vector, int first, Arena arena) {
    super(name, vector, first, 1, arena);
    this.address = vector.getDataBuffer().memoryAddress();
  }

  @Override
  double at(long index) {
    return isMissing(index) ? Double.NaN : value(index);
  }

  @Override
  String text(int index) {
    check(index);
    return Integer.toString(value(index));
  }

  private int value(long index) {
    long bit = first() + index;
    return MemoryUtil.getByte(address + (bit >>> 3)) >>> (bit & 7) & 1;
  }
}
