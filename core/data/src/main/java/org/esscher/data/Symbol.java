package org.esscher.data;

/** The texts that stand for numbers which JSON and CSV cannot write. */
final class Symbol {
  static final String INFINITY = "Infinity";
  static final String NEGATIVE_INFINITY = "-Infinity";
  static final String NAN = "NaN";

  private Symbol() {}

  /** The number that a text stands for, 0 for any other text. */
  static double of(char[] characters, int offset, int length) {
    if (is(INFINITY, characters, offset, length)) {
      return Double.POSITIVE_INFINITY;
    } else if (is(NEGATIVE_INFINITY, characters, offset, length)) {
      return Double.NEGATIVE_INFINITY;
    } else if (is(NAN, characters, offset, length)) {
      return Double.NaN;
    }
    return 0;
  }

  static boolean is(String symbol, char[] characters, int offset, int length) {
    if (length != symbol.length()) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (characters[offset + i] != symbol.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
