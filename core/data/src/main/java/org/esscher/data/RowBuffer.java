package org.esscher.data;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a text format on the heap. Until it is frozen, columns are added as their names appear
 * and their types are found out; then both stand, and what does not fit is refused.
 */
final class RowBuffer {
  private final Position position;
  private final ReadOptions options;
  private final Map<String, ColumnBuffer> columns = new LinkedHashMap<>();

  /** Objects, and where each was seen first. */
  private final Map<String, String> objects = new LinkedHashMap<>();

  private int rows;
  private boolean frozen;
  private @Nullable String objectsRefusedBy;
  private int window;
  private long[] lines = new long[64];
  private String[] files = new String[64];

  RowBuffer(Position position, ReadOptions options) {
    this.position = position;
    this.options = options;
  }

  int rows() {
    return rows;
  }

  boolean isFrozen() {
    return frozen;
  }

  Set<String> names() {
    return Collections.unmodifiableSet(columns.keySet());
  }

  Collection<ColumnBuffer> columns() {
    return columns.values();
  }

  /** The buffer of a column, which gets one more row. */
  ColumnBuffer column(String name) {
    ColumnBuffer column = columns.get(name);
    if (column == null) {
      column = add(name);
    }
    if (column.rows() > rows) {
      throw position.refuseLine("column '%s' is given twice; keep one of them", name);
    }
    return column;
  }

  private ColumnBuffer add(String name) {
    if (frozen) {
      throw position.refuseLine(
          "column '%s' appears here for the first time, after %d rows without it: %s; give it in"
              + " one of the first rows (null where it is missing)",
          name, window, Nearest.among(columns.keySet(), name));
    }
    if (isObject(name)) {
      throw position.refuse(
          name, "a value", "an object was expected, as before in this column; correct the row");
    }
    ColumnBuffer column = new ColumnBuffer(name, position, options.prefersVector(name));
    options.kind(name).ifPresent(column.elements()::declare);
    for (int row = 0; row < rows; row++) {
      column.appendMissingRow();
    }
    columns.put(name, column);
    return column;
  }

  /**
   * Notes that a column is an object, or a list of objects, whose fields become columns of their
   * own.
   */
  void enterObject(String name) {
    ColumnBuffer values = columns.get(name);
    if (values != null) {
      if (frozen || values.holdsAnything() || values.rows() > rows) {
        throw position.refuse(
            name, "an object", "a value was expected, as before in this column; correct the row");
      }
      columns.remove(name);
    }
    if (objectsRefusedBy != null) {
      throw position.refuse(
          name,
          "an object",
          "layout '%s' doesn't read nested objects; make their fields columns of their own",
          objectsRefusedBy);
    }
    objects.putIfAbsent(name, position.where(position.file(), position.line()));
  }

  /** Whether objects, or lists of objects, were seen under a name. */
  boolean isObject(String name) {
    return objects.containsKey(name);
  }

  /** The outer names of the objects that were seen. */
  Set<String> objects() {
    return Collections.unmodifiableSet(objects.keySet());
  }

  /** Whether a column is a field of an object. */
  boolean isNested(String name) {
    int dot = name.indexOf('.');
    return dot > 0 && objects.containsKey(name.substring(0, dot));
  }

  /** Ends a row: columns without a value get a missing one. */
  void endRow() {
    for (ColumnBuffer column : columns.values()) {
      if (column.rows() == rows) {
        column.appendMissingRow();
      }
    }
    if (rows == lines.length) {
      lines = Arrays.copyOf(lines, rows * 2);
      files = Arrays.copyOf(files, rows * 2);
    }
    lines[rows] = position.line();
    files[rows] = position.file();
    rows++;
  }

  /** Refuses objects, for layouts that don't know them. */
  void refuseObjects(String layout) {
    objects.forEach(
        (name, where) -> {
          throw EsscherException.data(
              "%s, column '%s', value an object: layout '%s' doesn't read nested objects; make"
                  + " their fields columns of their own",
              where, name, layout);
        });
    objectsRefusedBy = layout;
  }

  /** Takes kinds over from a layout, where the reader's caller declares none. */
  void declare(Layout layout) {
    for (ColumnBuffer column : columns.values()) {
      ValueKind kind = layout.kind(column.name());
      if (kind != null && !options.declares(column.name())) {
        column.elements().declare(kind);
      }
    }
  }

  /** Fixes columns and types. */
  void freeze() {
    frozen = true;
    window = rows;
    columns.values().forEach(ColumnBuffer::freeze);
  }

  /** Forgets the rows. */
  void clear() {
    rows = 0;
    columns.values().forEach(ColumnBuffer::clear);
  }

  /** Some rows as a batch of an arena. */
  RawRows emit(int from, int to, long firstRow, Arena arena) {
    Map<String, Column> made = new LinkedHashMap<>();
    columns.forEach(
        (name, column) ->
            made.put(name, arena.wrap(BufferedVectors.rows(column, from, to, arena.allocator()))));
    long[] at = Arrays.copyOfRange(lines, from, to);
    String[] in = Arrays.copyOfRange(files, from, to);
    return new RawRows(arena.batch(made), firstRow, row -> position.where(in[row], at[row]));
  }
}
