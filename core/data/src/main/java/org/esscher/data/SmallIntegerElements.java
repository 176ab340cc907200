package org.esscher.data;

import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.arrow.vector.BaseFixedWidthVector;

/** Elements of an integer type that float64 holds exactly. */
abstract class SmallIntegerElements extends Elements {
  final long address;

  SmallIntegerElements(String name, BaseFixedWidthVector vector, int first, Arena arena) {
    super(name, vector, first, 8 * vector.getTypeWidth(), arena);
    this.address = vector.getDataBuffer().memoryAddress() + (long) vector.getTypeWidth() * first;
  }

  /** The value at a checked index. */
  abstract long value(long index);

  @Override
  String text(int index) {
    check(index);
    return Long.toString(value(index));
  }

  /** int32. */
  static final class Ints extends SmallIntegerElements {
    Ints(String name, BaseFixedWidthVector vector, int first, Arena arena) {
      super(name, vector, first, arena);
    }

    @Override
    double at(long index) {
      return isMissing(index) ? Double.NaN : value(index);
    }

    @Override
    long value(long index) {
      return MemoryUtil.getInt(address + (index << 2));
    }
  }

  /** uint32. */
  static final class UnsignedInts extends SmallIntegerElements {
    UnsignedInts(String name, BaseFixedWidthVector vector, int first, Arena arena) {
      super(name, vector, first, arena);
    }

    @Override
    double at(long index) {
      return isMissing(index) ? Double.NaN : value(index);
    }

    @Override
    long value(long index) {
      return Integer.toUnsignedLong(MemoryUtil.getInt(address + (index << 2)));
    }
  }

  /** int16. */
  static final class Shorts extends SmallIntegerElements {
    Shorts(String name, BaseFixedWidthVector vector, int first, Arena arena) {
      super(name, vector, first, arena);
    }

    @Override
    double at(long index) {
      return isMissing(index) ? Double.NaN : value(index);
    }

    @Override
    long value(long index) {
      return MemoryUtil.getShort(address + (index << 1));
    }
  }

  /** uint16. */
  static final class UnsignedShorts extends SmallIntegerElements {
    UnsignedShorts(String name, BaseFixedWidthVector vector, int first, Arena arena) {
      super(name, vector, first, arena);
    }

    @Override
    double at(long index) {
      return isMissing(index) ? Double.NaN : value(index);
    }

    @Override
    long value(long index) {
      return Short.toUnsignedLong(MemoryUtil.getShort(address + (index << 1)));
    }
  }

  /** int8. */
  static final class Bytes extends SmallIntegerElements {
    Bytes(String name, BaseFixedWidthVector vector, int first, Arena arena) {
      super(name, vector, first, arena);
    }

    @Override
    double at(long index) {
      return isMissing(index) ? Double.NaN : value(index);
    }

    @Override
    long value(long index) {
      return MemoryUtil.getByte(address + index);
    }
  }

  /** uint8. */
  static final class UnsignedBytes extends SmallIntegerElements {
    UnsignedBytes(String name, BaseFixedWidthVector vector, int first, Arena arena) {
      super(name, vector, first, arena);
    }

    @Override
    double at(long index) {
      return isMissing(index) ? Double.NaN : value(index);
    }

    @Override
    long value(long index) {
      return Byte.toUnsignedLong(MemoryUtil.getByte(address + index));
    }
  }
}
