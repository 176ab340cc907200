package org.esscher.data;

import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.arrow.vector.BigIntVector;

/** Elements of int64; as numbers they are rounded beyond 2^53, as text they are exact. */
final class LongElements extends Elements {
  private final long address;

  LongElements(String name, BigIntVector vector, int first, Arena arena) {
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
    return Long.toString(value(index));
  }

  private long value(long index) {
    return MemoryUtil.getLong(address + (index << 3));
  }
}
