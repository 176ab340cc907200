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

  @Override
  void copy(long from, double[] to, int at, int count) {
    for (int i = 0; i < count; i++) {
      to[at + i] = value(from + i);
    }
  }

  /** Copies booleans, 64 a word, the first one in the lowest bit. */
  void read(long from, int count, long[] into, int at) {
    checkRange(from, count);
    for (int first = 0; first < count; first += Long.SIZE) {
      into[at + first / Long.SIZE] = bits(from + first, Math.min(Long.SIZE, count - first));
    }
  }

  private long bits(long from, int count) {
    long bit = first() + from;
    long start = address + (bit >>> 3);
    int shift = (int) (bit & 7);
    int bytes = (shift + count + 7) >>> 3;
    long bits = 0;
    // Nothing is read beyond the last byte that has one of them: the buffer may end there.
    if (bytes >= Long.BYTES) {
      bits = MemoryUtil.getLong(start) >>> shift;
      if (bytes > Long.BYTES) {
        bits |= (long) MemoryUtil.getByte(start + Long.BYTES) << (Long.SIZE - shift);
      }
    } else {
      for (int i = 0; i < bytes; i++) {
        bits |= (MemoryUtil.getByte(start + i) & 0xFFL) << (i << 3);
      }
      bits >>>= shift;
    }
    return count == Long.SIZE ? bits : bits & ((1L << count) - 1);
  }

  private int value(long index) {
    long bit = first() + index;
    return MemoryUtil.getByte(address + (bit >>> 3)) >>> (bit & 7) & 1;
  }
}
