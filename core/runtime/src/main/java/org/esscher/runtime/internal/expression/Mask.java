package org.esscher.runtime.internal.expression;

import java.util.BitSet;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;
import org.esscher.data.PackedBooleans;

/** Which elements of stored lists exist: a bit for each, 64 of them at a time. */
final class Mask {
  private final long[] words;

  /** Existing elements before each word. */
  private final int[] before;

  private final int runs;

  private Mask(long[] words) {
    this.words = words;
    this.before = new int[words.length];
    int found = 0;
    long last = 0;
    for (int w = 0; w + 1 < words.length; w++) {
      long word = words[w];
      before[w + 1] = before[w] + Long.bitCount(word);
      found += Long.bitCount(word & ~((word << 1) | last));
      last = word >>> (Long.SIZE - 1);
    }
    this.runs = found;
  }

  /** The name of the mask that a column is under, where the batch has it. */
  static String nameFor(String column) {
    return column.contains("chosen_")
        ? "chosen_loss_mask"
        : column.contains("rejected_") ? "rejected_loss_mask" : "loss_mask";
  }

  /**
   * Reads a mask.
   *
   * @param name of the column
   * @param column booleans, or numbers of which 0 excludes a token
   * @param workers who read
   * @return what it says
   */
  static Mask read(String name, Column column, Workers workers) {
    int elements = column.start(column.rows());
    int size = (int) ((elements + Long.SIZE - 1L) / Long.SIZE);
    // One more, so that there is a word for what is before the end.
    long[] words = new long[size + 1];
    PackedBooleans packed = PackedBooleans.of(column);
    workers.forEach(
        Block.stretches(size, elements),
        () -> {
          double[] numbers = new double[Long.SIZE];
          return stretch -> {
            int end = stretch.firstPosition() + stretch.rows();
            for (int w = stretch.firstPosition(); w < end; w++) {
              long from = (long) w * Long.SIZE;
              int count = (int) Math.min(Long.SIZE, elements - from);
              if (packed != null) {
                words[w] = packed.read(from, count);
              } else {
                column.read(from, numbers, 0, count);
                words[w] = bits(numbers, count, name, column, w);
              }
            }
          };
        });
    return new Mask(words);
  }

  private static long bits(double[] numbers, int count, String name, Column column, int word) {
    long bits = 0;
    boolean missing = false;
    for (int k = 0; k < count; k++) {
      // No branch: where tokens are excluded here and there, a processor can't guess the next one.
      long magnitude = Double.doubleToRawLongBits(numbers[k]) << 1;
      bits |= ((magnitude | -magnitude) >>> (Long.SIZE - 1)) << k;
      missing |= Double.isNaN(numbers[k]);
    }
    if (missing) {
      throw missing(numbers, name, column, word);
    }
    return bits;
  }

  private static EsscherException missing(double[] numbers, String name, Column column, int word) {
    int element = word * Long.SIZE;
    while (!Double.isNaN(numbers[element % Long.SIZE])) {
      element++;
    }
    int row = 0;
    while (column.start(row + 1) <= element) {
      row++;
    }
    return EsscherException.data(
        "row %d: %s is missing for a token; say of each whether it exists", row, name);
  }

  /** How many exist before one. */
  int before(int element) {
    int word = element / Long.SIZE;
    return before[word] + Long.bitCount(words[word] & ((1L << (element % Long.SIZE)) - 1));
  }

  /** How often one that exists follows on none. */
  int runs() {
    return runs;
  }

  /** For {@link BitSet#nextSetBit} and {@link BitSet#nextClearBit}. */
  BitSet set() {
    return BitSet.valueOf(words);
  }

  /**
   * Lists those from one on, up to another.
   *
   * @param into takes each one's number
   * @param at where it takes the first
   */
  void list(int from, int to, int[] into, int at) {
    int next = at;
    for (int first = from; first < to; first += Long.SIZE) {
      next = list(bits(first, Math.min(Long.SIZE, to - first)), first, into, next);
    }
  }

  /** Each bit is one. */
  private static int list(long bits, int first, int[] into, int at) {
    int count = Long.bitCount(bits);
    if (count == Long.SIZE) {
      for (int k = 0; k < Long.SIZE; k++) {
        into[at + k] = first + k;
      }
    } else {
      long left = bits;
      for (int k = 0; k < count; k++) {
        into[at + k] = first + Long.numberOfTrailingZeros(left);
        left &= left - 1;
      }
    }
    return at + count;
  }

  private long bits(int from, int count) {
    int word = from / Long.SIZE;
    int shift = from % Long.SIZE;
    long bits = words[word] >>> shift;
    if (shift + count > Long.SIZE) {
      bits |= words[word + 1] << (Long.SIZE - shift);
    }
    return count == Long.SIZE ? bits : bits & ((1L << count) - 1);
  }
}
