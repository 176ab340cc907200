package org.esscher.runtime.internal.expression;

import java.util.BitSet;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;
import org.esscher.data.NonZeros;

/** Which elements of stored lists exist: a bit for each, 64 of them at a time. */
final class Mask {
  /** An element's word is its number without so many bits, which say which bit it is. */
  private static final int PLACE_BITS = 6;

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
    if (column.isText() || column.width() > 1) {
      throw EsscherException.data(
          "%s holds %s; say of each token with one number or boolean whether it exists",
          name, column.isText() ? "text" : "vectors");
    }
    int elements = column.start(column.rows());
    int size = (int) ((elements + Long.SIZE - 1L) / Long.SIZE);
    // One more, so that there is a word for what is before the end.
    long[] words = new long[size + 1];
    workers.forEach(
        Block.stretches(size, elements),
        () ->
            stretch -> {
              int word = stretch.firstPosition();
              int from = word * Long.SIZE;
              int count = Math.min(stretch.rows() * Long.SIZE, elements - from);
              if (!NonZeros.read(column, from, count, words, word)) {
                throw missing(name, column, from);
              }
            });
    return new Mask(words);
  }

  /** Complains of the first one that is missing. */
  private static EsscherException missing(String name, Column column, int from) {
    int element = from;
    while (!Double.isNaN(column.at(element))) {
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
    int word = element >>> PLACE_BITS;
    return before[word] + Long.bitCount(words[word] & ((1L << element) - 1));
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
    int word = from >>> PLACE_BITS;
    int shift = from % Long.SIZE;
    long bits = words[word] >>> shift;
    if (shift + count > Long.SIZE) {
      bits |= words[word + 1] << (Long.SIZE - shift);
    }
    return count == Long.SIZE ? bits : bits & ((1L << count) - 1);
  }
}
