package org.esscher.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import org.apache.arrow.memory.util.MemoryUtil;
import org.jspecify.annotations.Nullable;

/** Memory at an address as a buffer, which moves many numbers at once. */
final class RawMemory {
  private RawMemory() {}

  /**
   * Memory as doubles, read and written in place.
   *
   * @param address of the first
   * @param count how many
   * @return a buffer, or null where the JVM was started without the flag that Arrow needs for it,
   *     or where no buffer is as large
   */
  static @Nullable DoubleBuffer doubles(long address, int count) {
    ByteBuffer bytes = bytes(address, (long) count << 3);
    return bytes == null ? null : bytes.asDoubleBuffer();
  }

  /**
   * Memory as floats, read and written in place.
   *
   * @param address of the first
   * @param count how many
   * @return a buffer, or null as for doubles
   */
  static @Nullable FloatBuffer floats(long address, int count) {
    ByteBuffer bytes = bytes(address, (long) count << 2);
    return bytes == null ? null : bytes.asFloatBuffer();
  }

  private static @Nullable ByteBuffer bytes(long address, long count) {
    if (count == 0 || count > Integer.MAX_VALUE) {
      return null;
    }
    try {
      return MemoryUtil.directBuffer(address, (int) count).order(ByteOrder.nativeOrder());
    } catch (UnsupportedOperationException withoutFlag) {
      return null;
    }
  }
}
