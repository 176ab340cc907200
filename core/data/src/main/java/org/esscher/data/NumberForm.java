package org.esscher.data;

/** Tells by its characters what a field of CSV may be. */
final class NumberForm {
  /** What a field looks like. */
  enum Form {
    /** Digits with an optional sign, no superfluous zero in front. */
    INTEGER,
    /** Digits with a point, an exponent or both. */
    DECIMAL,
    /** {@code true}, {@code True} or {@code TRUE}. */
    TRUE,
    /** {@code false}, {@code False} or {@code FALSE}. */
    FALSE,
    /** {@code nan}, as other writers put it. */
    NAN,
    /** {@code inf}, as other writers put it. */
    INFINITY,
    /** {@code -inf}, as other writers put it. */
    NEGATIVE_INFINITY,
    /** Anything else. */
    OTHER
  }

  Form of(char[] characters, int offset, int length) {
    char first = characters[offset];
    if ((first >= '0' && first <= '9') || first == '-' || first == '+' || first == '.') {
      return number(characters, offset, offset + length);
    }
    return word(new String(characters, offset, Math.min(length, 6)));
  }

  private static Form word(String word) {
    return switch (word) {
      case "true", "True", "TRUE" -> Form.TRUE;
      case "false", "False", "FALSE" -> Form.FALSE;
      case "nan" -> Form.NAN;
      case "inf" -> Form.INFINITY;
      default -> Form.OTHER;
    };
  }

  private static Form number(char[] characters, int offset, int end) {
    int start = characters[offset] == '-' || characters[offset] == '+' ? offset + 1 : offset;
    int at = digits(characters, start, end);
    int whole = at - start;
    if (whole > 1 && characters[start] == '0') {
      return Form.OTHER;
    }
    if (at == end) {
      return whole > 0 ? Form.INTEGER : Form.OTHER;
    }
    int fraction = 0;
    if (characters[at] == '.') {
      int from = at + 1;
      at = digits(characters, from, end);
      fraction = at - from;
    }
    if (whole + fraction == 0) {
      return start + 3 == end && characters[offset] == '-' && Symbol.is("inf", characters, start, 3)
          ? Form.NEGATIVE_INFINITY
          : Form.OTHER;
    }
    if (at < end && (characters[at] == 'e' || characters[at] == 'E')) {
      int from = at + 1;
      if (from < end && (characters[from] == '-' || characters[from] == '+')) {
        from++;
      }
      at = digits(characters, from, end);
      if (at == from) {
        return Form.OTHER;
      }
    }
    return at == end ? Form.DECIMAL : Form.OTHER;
  }

  /** The index behind the digits. */
  private static int digits(char[] characters, int from, int end) {
    int at = from;
    while (at < end && characters[at] >= '0' && characters[at] <= '9') {
      at++;
    }
    return at;
  }
}
