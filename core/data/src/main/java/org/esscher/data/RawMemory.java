package org.esscher.data;

import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
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
    if (count == 0 || count > Integer.MAX_VALUE >>> 3) {
      return null;
    }
    try {
      return MemoryUtil.directBuffer(address, count << 3)
          .order(ByteOrder.nativeOrder())
          .asDoubleBuffer();
    } catch (UnsupportedOperationException withoutFlag) {
      return null;
    }
  }
}
