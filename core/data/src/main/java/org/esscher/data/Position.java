package org.esscher.data;

import java.util.Locale;
import org.esscher.api.EsscherException;

/** Where a reader stands, in lines or in rows, and the errors that say so. */
final class Position {
  private static final String LINES = "%s, line %d";
  private static final String ROWS = "%s, row %d (from 0)";
  private static final int SHOWN = 80;

  private final String format;
  private String file = "";
  private long line;

  /** In the lines of a text file, from 1. */
  Position() {
    this(LINES);
  }

  private Position(String format) {
    this.format = format;
  }

  /** In the rows of a file that has no lines, from 0. */
  static Position inRows() {
    return new Position(ROWS);
  }

  /** Moves to another file's beginning. */
  void enter(String name) {
    file = name;
    line = 0;
  }

  /** Moves to a line, or to a row. */
  void moveTo(long to) {
    line = to;
  }

  String file() {
    return file;
  }

  long line() {
    return line;
  }

  /** Where a line or row is, as messages say it. */
  String where(String in, long at) {
    return String.format(Locale.ROOT, format, in, at);
  }

  private String where() {
    return where(file, line);
  }

  /** The error for a line that cannot be used. */
  EsscherException refuseLine(String problem, Object... args) {
    return EsscherException.data("%s: %s", where(), String.format(Locale.ROOT, problem, args));
  }

  /** The error for a value that cannot be used. */
  EsscherException refuse(String column, String value, String problem, Object... args) {
    return EsscherException.data(
        "%s, column '%s', value %s: %s",
        where(), column, shown(value), String.format(Locale.ROOT, problem, args));
  }

  /** A value in quotes, cut when long. */
  static String shown(String value) {
    String flat = value.replace("\n", "\\n").replace("\r", "\\r");
    return flat.length() <= SHOWN
        ? "'" + flat + "'"
        : "'" + flat.substring(0, SHOWN) + "…' (" + value.length() + " characters)";
  }
}
