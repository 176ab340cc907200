package org.esscher.runtime.internal.expression;

import java.util.Arrays;
import java.util.List;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;
import org.jspecify.annotations.Nullable;

/** Finds the existing tokens of columns, under the mask that belongs to each. */
final class TokenSearch {
  /** Mean length of runs below which tokens are {@linkplain ScatteredTokens scattered}. */
  private static final int SHORT = 8;

  private final boolean masked;

  /** The first token of each position, and their number. */
  private final int[] start;

  /** The stored element of each token, or of each row's first one where there is no mask. */
  private int[] element;

  private int positions;
  private int runs;

  private TokenSearch(boolean masked, int positions) {
    this.masked = masked;
    this.start = new int[positions + 1];
    this.element = new int[positions];
  }

  /**
   * Looks for the tokens of a column. One value a row is a list of one: what a bandit's action is
   * to a sequence.
   *
   * @param frame the order of the rows
   * @param name the column
   * @param column its values
   * @param mask which of them exist, or null
   * @param workers who look
   * @return what they found
   */
  static TokenSearch of(
      Frame frame, String name, Column column, @Nullable Column mask, Workers workers) {
    long elements = mask == null ? 0 : column.start(column.rows());
    List<Block> stretches = Block.stretches(frame.rows(), elements);
    TokenSearch[] parts = new TokenSearch[stretches.size()];
    workers.forEach(
        stretches,
        () -> {
          Mask read = mask == null ? null : new Mask(maskFor(name), mask);
          return stretch -> {
            TokenSearch part = new TokenSearch(mask != null, stretch.rows());
            for (int k = 0; k < stretch.rows(); k++) {
              int row = frame.row(stretch.firstPosition() + k);
              if (read == null) {
                part.add(column.start(row), column.start(row + 1));
              } else {
                part.addIncluded(row, name, column, read);
              }
            }
            parts[stretch.index()] = part;
          };
        });
    return joined(mask != null, parts);
  }

  /** The name of the mask that a column is under, where the batch has it. */
  static String maskFor(String name) {
    return name.contains("chosen_")
        ? "chosen_loss_mask"
        : name.contains("rejected_") ? "rejected_loss_mask" : "loss_mask";
  }

  /** A row of which all is there. */
  private void add(int first, int end) {
    element[positions] = first;
    start[positions + 1] = start[positions] + end - first;
    positions++;
  }

  private void addIncluded(int row, String name, Column column, Mask mask) {
    int first = column.start(row);
    int count = column.start(row + 1) - first;
    mask.enter(row);
    if (count != mask.count()) {
      throw EsscherException.data(
          "row %d: %s has %d tokens but %s has %d; give the mask as a list of the same length",
          row, name, count, maskFor(name), mask.count());
    }
    int tokens = start[positions];
    if (element.length < tokens + count) {
      element = Arrays.copyOf(element, Math.max(tokens + count, 2 * tokens));
    }
    long before = 0;
    for (int at = 0; at < count; at += Long.SIZE) {
      long bits = mask.bits(at);
      runs += Long.bitCount(bits & ~((bits << 1) | before));
      before = bits >>> (Long.SIZE - 1);
      tokens = add(bits, first + at, tokens);
    }
    positions++;
    start[positions] = tokens;
  }

  /** Each bit is a token. */
  private int add(long bits, int first, int tokens) {
    int count = Long.bitCount(bits);
    if (count == Long.SIZE) {
      for (int k = 0; k < Long.SIZE; k++) {
        element[tokens + k] = first + k;
      }
    } else {
      long left = bits;
      for (int k = 0; k < count; k++) {
        element[tokens + k] = first + Long.numberOfTrailingZeros(left);
        left &= left - 1;
      }
    }
    return tokens + count;
  }

  /** The rows of some, one after the other. */
  private static TokenSearch joined(boolean masked, TokenSearch[] parts) {
    int positions = 0;
    int elements = 0;
    for (TokenSearch part : parts) {
      positions += part.positions;
      elements += part.elements();
    }
    TokenSearch all = new TokenSearch(masked, positions);
    all.element = new int[elements];
    int next = 0;
    for (TokenSearch part : parts) {
      System.arraycopy(part.element, 0, all.element, next, part.elements());
      next += part.elements();
      for (int row = 1; row <= part.positions; row++) {
        all.start[all.positions + row] = all.start[all.positions] + part.start[row];
      }
      all.positions += part.positions;
      all.runs += part.runs;
    }
    return all;
  }

  private int elements() {
    return masked ? start[positions] : positions;
  }

  /** How many tokens each row has: the first of each position, and their number. */
  int[] start() {
    return start;
  }

  /**
   * The tokens, as they are read best.
   *
   * @param axis of {@link #start()}
   * @param inOrder whether rows stand where they are stored
   */
  Tokens build(Axis axis, boolean inOrder) {
    if (!masked) {
      return wholeRows(axis);
    }
    return (long) SHORT * runs > start[positions]
        ? new ScatteredTokens(axis, element, inOrder)
        : pieces(axis);
  }

  /** A run a row that has tokens. */
  private Tokens wholeRows(Axis axis) {
    int[] runStart = new int[positions + 1];
    int[] length = new int[positions];
    int run = 0;
    for (int row = 0; row < positions; row++) {
      if (start[row + 1] > start[row]) {
        element[run] = element[row];
        length[run++] = start[row + 1] - start[row];
      }
      runStart[row + 1] = run;
    }
    return new TokenRuns(axis, runStart, element, length);
  }

  private Tokens pieces(Axis axis) {
    int[] runStart = new int[positions + 1];
    int[] from = new int[runs];
    int[] length = new int[runs];
    int run = 0;
    for (int row = 0; row < positions; row++) {
      int token = start[row];
      while (token < start[row + 1]) {
        int first = token++;
        while (token < start[row + 1] && element[token] == element[token - 1] + 1) {
          token++;
        }
        from[run] = element[first];
        length[run++] = token - first;
      }
      runStart[row + 1] = run;
    }
    return new TokenRuns(axis, runStart, from, length);
  }
}
