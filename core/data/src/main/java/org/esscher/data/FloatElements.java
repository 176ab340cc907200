package org.esscher.data;

import java.nio.FloatBuffer;
import java.util.Objects;
import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.arrow.vector.Float4Vector;
import org.jspecify.annotations.Nullable;

/** Elements of float32. */
final class FloatElements extends Elements {
  private static final long MAGNITUDES = 0x7FFF_FFFF_7FFF_FFFFL;
  private static final long SIGNS = ~MAGNITUDES;
  private static final int INFINITY = Float.floatToRawIntBits(Float.POSITIVE_INFINITY);

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
    checkRange(from, count);
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

  /**
   * Sets a bit for each number that is not 0, 64 a word, the first one in the lowest bit; of
   * numbers none of which is missing.
   *
   * @return whether none is NaN
   */
  boolean nonZeros(long from, int count, long[] into, int at) {
    checkRange(from, count);
    long exponents = 0;
    for (int first = 0; first < count; first += Long.SIZE) {
      long base = address + ((from + first) << 2);
      int some = Math.min(Long.SIZE, count - first);
      // The first of each pair in the lower half, the second in the upper one.
      long bits = 0;
      for (int pair = 0; pair < some / 2; pair++) {
        long magnitudes = MemoryUtil.getLong(base + ((long) pair << 3)) & MAGNITUDES;
        exponents |= magnitudes;
        bits = withNext(bits, magnitudes);
      }
      if (some % 2 == 1) {
        long magnitude = MemoryUtil.getInt(base + ((some - 1L) << 2)) & Integer.MAX_VALUE;
        exponents |= magnitude;
        bits = withNext(bits, magnitude);
      }
      into[at + first / Long.SIZE] = interleave(bits >>> (Integer.SIZE - (some + 1) / 2));
    }
    return ((exponents | exponents >>> Integer.SIZE) & INFINITY) != INFINITY
        || !anyNan(from, count);
  }

  /** Puts the bits of a pair on top of each half. */
  private static long withNext(long bits, long magnitudes) {
    // The sum gets as far as the sign of a number unless its magnitude is 0.
    return (bits >>> 1) | ((magnitudes + MAGNITUDES) & SIGNS);
  }

  /** The lower 32 bits at even places, the higher ones at odd places. */
  private static long interleave(long halves) {
    long bits = swap(halves, 16, 0x0000_0000_FFFF_0000L);
    bits = swap(bits, 8, 0x0000_FF00_0000_FF00L);
    bits = swap(bits, 4, 0x00F0_00F0_00F0_00F0L);
    bits = swap(bits, 2, 0x0C0C_0C0C_0C0C_0C0CL);
    return swap(bits, 1, 0x2222_2222_2222_2222L);
  }

  /** Changes places of some bits and those that are farther up by a distance. */
  private static long swap(long bits, int distance, long lower) {
    long differ = (bits ^ (bits >>> distance)) & lower;
    return bits ^ differ ^ (differ << distance);
  }

  private boolean anyNan(long from, int count) {
    boolean any = false;
    for (int i = 0; i < count; i++) {
      any |= Float.isNaN(value(from + i));
    }
    return any;
  }
}
