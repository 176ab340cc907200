package org.esscher.data;

import java.util.Locale;
import org.esscher.api.EsscherException;

/** Where a text reader stands, and the errors that say so. */
final class Position {
  private static final int SHOWN = 80;

  private String file = "";
  private long line;

  /** Moves to another file's beginning. */
  void enter(String name) {
    file = name;
    line = 0;
  }

  /** Moves to a line, counted from 1. */
  void moveTo(long to) {
    line = to;
  }

  String file() {
    return file;
  }

  long line() {
    return line;
  }

  /** The error for a line that cannot be used. */
  EsscherException refuseLine(String problem, Object... args) {
    return EsscherException.data(
        "%s, line %d: %s", file, line, String.format(Locale.ROOT, problem, args));
  }

  /** The error for a value that cannot be used. */
  EsscherException refuse(String column, String value, String problem, Object... args) {
    return EsscherException.data(
        "%s, line %d, column '%s', value %s: %s",
        file, line, column, shown(value), String.format(Locale.ROOT, problem, args));
  }

  /** A value in quotes, cut when long. */
  static String shown(String value) {
    String flat = value.replace("\n", "\\n").replace("\r", "\\r");
    return flat.length() <= SHOWN
        ? "'" + flat + "'"
        : "'" + flat.substring(0, SHOWN) + "…' (" + value.length() + " characters)";
  }
}
