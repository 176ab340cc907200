package org.esscher.data;

import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.arrow.vector.UInt8Vector;

/** Elements of uint64; as numbers they are rounded beyond 2^53, as text they are exact. */
final class UnsignedLongElements extends Elements {
  private final long address;

  UnsignedLongElements(String name, UInt8Vector vector, int first, Arena arena) {
    super(name, vector, first, 64, arena);
    this.address = vector.getDataBuffer().memoryAddress() + 8L * first;
  }

  @Override
  double at(long index) {
    if (isMissing(index)) {
      return Double.NaN;
    }
    long value = value(index);
    // Halved with the lost bit kept, the value fits int64 and still rounds as the whole would.
    return value >= 0 ? value : 2.0 * ((value >>> 1) | (value & 1));
  }

  @Override
  String text(int index) {
    check(index);
    return Long.toUnsignedString(value(index));
  }

  private long value(long index) {
    return MemoryUtil.getLong(address + (index << 3));
  }
}
