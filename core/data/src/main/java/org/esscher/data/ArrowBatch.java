package org.esscher.data;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;

/** Columns of one arena under names, in order. */
final class ArrowBatch implements Batch {
  private final Arena arena;
  private final Map<String, Column> columns;
  private final int rows;

  private ArrowBatch(Arena arena, Map<String, Column> columns, int rows) {
    this.arena = arena;
    this.columns = columns;
    this.rows = rows;
  }

  static ArrowBatch of(Arena arena, Map<String, Column> columns) {
    if (columns.isEmpty()) {
      throw EsscherException.user("a batch needs at least one column");
    }
    Map<String, Column> copy = new LinkedHashMap<>(columns);
    Map.Entry<String, Column> first = copy.entrySet().iterator().next();
    int rows = first.getValue().rows();
    copy.forEach(
        (name, column) -> {
          if (column.rows() != rows) {
            throw EsscherException.user(
                "columns of one batch need equally many rows: '%s' has %d, '%s' has %d",
                first.getKey(), rows, name, column.rows());
          }
        });
    return new ArrowBatch(arena, copy, rows);
  }

  @Override
  public int rows() {
    return rows;
  }

  @Override
  public Set<String> names() {
    return Collections.unmodifiableSet(columns.keySet());
  }

  @Override
  public Column column(String name) {
    Column column = columns.get(name);
    if (column == null) {
      throw EsscherException.data(
          "there is no column '%s': add it, or rename the one that holds it; %s",
          name, Nearest.among(columns.keySet(), name));
    }
    return column;
  }

  @Override
  public Batch with(String name, Column values) {
    Map<String, Column> changed = new LinkedHashMap<>(columns);
    changed.put(name, values);
    return of(arena, changed);
  }

  @Override
  public Batch take(int... rows) {
    arena.requireOpen();
    for (int row : rows) {
      if (row < 0 || row >= this.rows) {
        throw EsscherException.user("row %d was asked of a batch of %d rows", row, this.rows);
      }
    }
    Map<String, Column> taken = new LinkedHashMap<>();
    columns.forEach(
        (name, column) ->
            taken.put(
                name, arena.wrap(RowTake.take(name, column.arrow(), rows, arena.allocator()))));
    return new ArrowBatch(arena, taken, rows.length);
  }
}
