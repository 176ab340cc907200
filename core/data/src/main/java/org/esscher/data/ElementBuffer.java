package org.esscher.data;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Elements of one column on the heap, while its kind is being found out: the first value that is
 * not missing decides it, whole numbers widen to numbers until the buffer is frozen, anything else
 * that conflicts is refused.
 */
final class ElementBuffer {
  private static final double EXACT = 9007199254740992.0;

  private final String column;
  private final Position position;

  private @Nullable ValueKind kind;
  private boolean declared;
  private boolean frozen;

  /**
   * Whether a column of numbers holds nothing yet but texts such as "Infinity", which may turn out
   * to be texts.
   */
  private boolean symbolsOnly;

  /** Whole numbers, bits of float64, 0 and 1, or the ends of texts, as the kind says. */
  private long[] bits = new long[16];

  private int count;
  private final BitSet missing = new BitSet();

  /** Empty texts that stand in quotes, until it is known whether the column holds text. */
  private final BitSet emptyTexts = new BitSet();

  private final Utf8Buffer text = new Utf8Buffer();

  ElementBuffer(String column, Position position) {
    this.column = column;
    this.position = position;
  }

  @Nullable ValueKind kind() {
    return kind;
  }

  boolean isDeclared() {
    return declared;
  }

  int count() {
    return count;
  }

  Utf8Buffer text() {
    return text;
  }

  boolean isMissing(int element) {
    return missing.get(element) || (kind == ValueKind.NUMBER && Double.isNaN(number(element)));
  }

  long integer(int element) {
    return bits[element];
  }

  double number(int element) {
    return Double.longBitsToDouble(bits[element]);
  }

  int textStart(int element) {
    return element == 0 ? 0 : (int) bits[element - 1];
  }

  int textEnd(int element) {
    return (int) bits[element];
  }

  /**
   * Fixes the kind from outside; whole numbers that are there already widen, other conflicts are
   * left as they are.
   */
  void declare(ValueKind as) {
    if (kind == ValueKind.INTEGER && as == ValueKind.NUMBER) {
      widen();
    } else if (kind == null) {
      decide(as);
    }
    declared = kind == as;
  }

  /** Ends the finding out: a column without a value holds numbers. */
  void freeze() {
    if (kind == null) {
      decide(ValueKind.NUMBER);
    }
    frozen = true;
    symbolsOnly = false;
  }

  /** Forgets the elements, not the kind. */
  void clear() {
    count = 0;
    missing.clear();
    emptyTexts.clear();
    text.clear();
  }

  void appendMissing() {
    missing.set(count);
    push(kind == ValueKind.TEXT ? text.length() : 0);
  }

  /** A text of no characters, which other columns than those of text take for missing. */
  void appendEmpty() {
    if (kind != null && kind != ValueKind.TEXT) {
      appendMissing();
    } else if (kind == ValueKind.TEXT) {
      push(text.length());
    } else {
      emptyTexts.set(count);
      appendMissing();
    }
  }

  void appendBoolean(boolean value) {
    if (kind == null) {
      decide(ValueKind.BOOLEAN);
    }
    if (kind == ValueKind.BOOLEAN || (declared && kind == ValueKind.INTEGER)) {
      push(value ? 1 : 0);
    } else if (declared && kind == ValueKind.NUMBER) {
      push(Double.doubleToRawLongBits(value ? 1 : 0));
    } else {
      throw conflict(Boolean.toString(value));
    }
  }

  void appendInteger(long value) {
    if (kind == null) {
      decide(ValueKind.INTEGER);
    }
    if (kind == ValueKind.INTEGER) {
      push(value);
    } else if (kind == ValueKind.NUMBER) {
      symbolsOnly = false;
      push(Double.doubleToRawLongBits(exactly(value)));
    } else if (kind == ValueKind.BOOLEAN && declared && (value == 0 || value == 1)) {
      push(value);
    } else {
      throw conflict(Long.toString(value));
    }
  }

  /** A real number as written in the file. */
  void appendNumber(double value, String written) {
    if (Double.isInfinite(value)) {
      throw position.refuse(
          column,
          written,
          "it is beyond the range of float64; write \"Infinity\" if that is meant");
    }
    if (kind == null) {
      decide(ValueKind.NUMBER);
    }
    if (kind == ValueKind.INTEGER
        && (declared || frozen)
        && value == Math.rint(value)
        && Math.abs(value) < EXACT) {
      push((long) value);
      return;
    }
    if (kind == ValueKind.INTEGER && !declared && !frozen) {
      widen();
    }
    if (kind != ValueKind.NUMBER) {
      throw conflict(written);
    }
    symbolsOnly = false;
    push(Double.doubleToRawLongBits(value));
  }

  /** A real number as the file holds it; NaN is missing. */
  void appendDouble(double value) {
    if (kind == ValueKind.NUMBER) {
      symbolsOnly = false;
      push(Double.doubleToRawLongBits(value));
    } else if (Double.isFinite(value)) {
      appendNumber(value, Double.toString(value));
    } else {
      appendSymbol(value, true);
    }
  }

  /** A whole number beyond int64. */
  void appendHuge(double value, String written) {
    if (kind == ValueKind.NUMBER && !symbolsOnly) {
      appendNumber(value, written);
    } else {
      throw position.refuse(
          column,
          written,
          "it is beyond the range of int64; write it with a decimal point or as text, or declare"
              + " the column as numbers");
    }
  }

  /**
   * Plus or minus infinity or NaN; NaN is missing.
   *
   * @param literal whether the file writes it as a number, so that a text column cannot be meant
   */
  void appendSymbol(double value, boolean literal) {
    boolean settled = kind != null && kind != ValueKind.TEXT && !symbolsOnly;
    if (Double.isNaN(value) && (literal || settled)) {
      appendMissing();
      return;
    }
    if (kind == null) {
      decide(ValueKind.NUMBER);
      symbolsOnly = !literal;
    }
    if (kind == ValueKind.INTEGER && !declared && !frozen) {
      widen();
    }
    if (kind != ValueKind.NUMBER) {
      throw conflict(Double.toString(value));
    }
    symbolsOnly &= !literal;
    push(Double.doubleToRawLongBits(value));
  }

  /** A text that is no number, boolean or symbol in this column. */
  void appendText(char[] characters, int offset, int length) {
    if (kind == null) {
      decide(ValueKind.TEXT);
    } else if (kind == ValueKind.NUMBER && symbolsOnly && !declared) {
      symbolsBecomeText();
    }
    if (kind != ValueKind.TEXT) {
      throw conflict(new String(characters, offset, length));
    }
    if (!text.append(characters, offset, length)) {
      throw position.refuse(
          column,
          new String(characters, offset, length),
          "it holds half of a surrogate pair, which is not a character; correct the file");
    }
    push(text.length());
  }

  /** A text in UTF-8, of a column that is declared as text. */
  void appendUtf8(ByteBuffer encoded) {
    if (!text.append(encoded)) {
      throw position.refuse(
          column,
          StandardCharsets.UTF_8.decode(encoded).toString(),
          "it is not valid UTF-8; correct the file, or leave the column out");
    }
    push(text.length());
  }

  /** Puts missing elements before all others, which are numbers or missing. */
  void prependMissing(int more) {
    if (more == 0) {
      return;
    }
    long[] shifted = new long[bits.length + more];
    System.arraycopy(bits, 0, shifted, more, count);
    bits = shifted;
    BitSet before = (BitSet) missing.clone();
    missing.clear();
    missing.set(0, more);
    before.stream().forEach(element -> missing.set(element + more));
    count += more;
  }

  /** The error for a value that does not fit the kind. */
  RuntimeException conflict(String value) {
    String advice;
    if (kind == ValueKind.INTEGER && frozen) {
      advice = "declare the column as numbers or text, or correct the value";
    } else if (declared) {
      advice = "correct the value, or declare another kind for the column";
    } else {
      advice = "correct the value, or declare the column as text";
    }
    return position.refuse(
        column, value, "%s was expected, as before in this column; %s", expected(), advice);
  }

  /** What the column holds, for messages. */
  String expected() {
    if (kind == null) {
      return "a value";
    }
    return switch (kind) {
      case BOOLEAN -> "true or false";
      case INTEGER -> "a whole number";
      case NUMBER -> "a number";
      case TEXT -> "text";
    };
  }

  private void decide(ValueKind as) {
    kind = as;
    if (as == ValueKind.TEXT) {
      missing.andNot(emptyTexts);
    }
    emptyTexts.clear();
  }

  private void widen() {
    for (int i = 0; i < count; i++) {
      if (!missing.get(i)) {
        bits[i] = Double.doubleToRawLongBits(exactly(bits[i]));
      }
    }
    kind = ValueKind.NUMBER;
  }

  private double exactly(long value) {
    double rounded = value;
    if ((long) rounded != value || value == Long.MAX_VALUE) {
      throw position.refuse(
          column,
          Long.toString(value),
          "a column of numbers cannot hold this whole number exactly; write the column as text");
    }
    return rounded;
  }

  private void symbolsBecomeText() {
    for (int i = 0; i < count; i++) {
      if (!missing.get(i)) {
        char[] symbol = Double.toString(number(i)).toCharArray();
        text.append(symbol, 0, symbol.length);
      }
      bits[i] = text.length();
    }
    kind = ValueKind.TEXT;
    symbolsOnly = false;
  }

  private void push(long value) {
    if (count == bits.length) {
      bits = Arrays.copyOf(bits, count + (count >> 1) + 16);
    }
    bits[count++] = value;
  }
}
