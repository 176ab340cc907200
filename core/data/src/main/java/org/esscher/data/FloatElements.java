package org.esscher.data;

import java.nio.FloatBuffer;
import java.util.Objects;
import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.arrow.vector.Float4Vector;
import org.jspecify.annotations.Nullable;

/** Elements of float32. */
final class FloatElements extends Elements {
  private final long address;
  private final @Nullable FloatBuffer memory;

  FloatElements(String name, Float4Vector vector, int first, Arena arena) {
    super(name, vector, first, 32, arena);
    this.address = vector.getDataBuffer().memoryAddress() + 4L * first;
    this.memory = complete() ? RawMemory.floats(address, size()) : null;
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
  void copyApart(int[] indices, int first, int count, double[] to) {
    for (int i = 0; i < count; i++) {
      to[i] = value(indices[first + i]);
    }
  }

  @Override
  void copy(long from, double[] to, int at, int count) {
    long base = address + (from << 2);
    for (int i = 0; i < count; i++) {
      to[at + i] = Float.intBitsToFloat(MemoryUtil.getInt(base + ((long) i << 2)));
    }
  }

  /** Whether {@link #read(long, float[], int, int)} can copy. */
  boolean together() {
    return memory != null;
  }

  /** Copies numbers as they are. */
  void read(long from, float[] to, int at, int count) {
    if (count == 0) {
      return;
    }
    check(from);
    check(from + count - 1);
    Objects.requireNonNull(memory).get((int) from, to, at, count);
  }

  /** Copies the numbers of elements that stand apart as they are. */
  void gather(int[] elements, int first, int count, int width, float[] to) {
    if (width > 1) {
      for (int i = 0; i < count; i++) {
        read((long) elements[first + i] * width, to, i * width, width);
      }
      return;
    }
    checkApart(elements, first, count, to.length);
    for (int i = 0; i < count; i++) {
      to[i] = value(elements[first + i]);
    }
  }

  private float value(long index) {
    return Float.intBitsToFloat(MemoryUtil.getInt(address + (index << 2)));
  }
}
