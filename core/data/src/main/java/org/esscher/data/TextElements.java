package org.esscher.data;

import java.nio.charset.StandardCharsets;
import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.LargeVarCharVector;
import org.esscher.api.EsscherException;

/** Elements of UTF-8 text with 32-bit or 64-bit offsets. */
final class TextElements extends Elements {
  private final boolean large;
  private final long offsets;
  private final long data;
  private final long dataEnd;

  TextElements(String name, FieldVector vector, int first, Arena arena) {
    super(name, vector, first, 0, arena);
    this.large = vector instanceof LargeVarCharVector;
    this.offsets = vector.getOffsetBuffer().memoryAddress();
    this.data = vector.getDataBuffer().memoryAddress();
    this.dataEnd = vector.getDataBuffer().capacity();
    int rows = vector.getValueCount();
    requireBytes(
        name,
        vector,
        vector.getOffsetBuffer().capacity(),
        rows == 0 ? 0 : (large ? 64 : 32) * (rows + 1L));
  }

  @Override
  boolean isText() {
    return true;
  }

  @Override
  double at(long index) {
    throw EsscherException.data(
        "a number was asked of column '%s', which holds text: name a column of numbers", name());
  }

  @Override
  String text(int index) {
    check(index);
    long start = offset(first() + (long) index);
    long end = offset(first() + index + 1L);
    if (start < 0 || end < start || end > dataEnd) {
      throw EsscherException.data(
          "column '%s', element %d: its text lies outside the column's bytes; write the data again",
          name(), index);
    }
    byte[] bytes = new byte[Math.toIntExact(end - start)];
    MemoryUtil.copyFromMemory(data + start, bytes, 0, bytes.length);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private long offset(long index) {
    return large
        ? MemoryUtil.getLong(offsets + (index << 3))
        : MemoryUtil.getInt(offsets + (index << 2));
  }
}
