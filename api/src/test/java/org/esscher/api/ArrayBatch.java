package org.esscher.api;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** A batch over a map. */
record ArrayBatch(Map<String, Column> columns) implements Batch {
  static ArrayBatch of(String name, double... values) {
    return new ArrayBatch(Map.of(name, ArrayColumn.of(1, values)));
  }

  @Override
  public int rows() {
    return columns.values().iterator().next().rows();
  }

  @Override
  public Set<String> names() {
    return columns.keySet();
  }

  @Override
  public Column column(String name) {
    Column column = columns.get(name);
    if (column == null) {
      throw EsscherException.data("no column %s", name);
    }
    return column;
  }

  @Override
  public Batch with(String name, Column values) {
    Map<String, Column> changed = new LinkedHashMap<>(columns);
    changed.put(name, values);
    return new ArrayBatch(changed);
  }

  @Override
  public Batch take(int... rows) {
    Map<String, Column> taken = new LinkedHashMap<>();
    columns.forEach(
        (name, column) ->
            taken.put(
                name,
                ArrayColumn.of(
                    1, java.util.Arrays.stream(rows).mapToDouble(column::at).toArray())));
    return new ArrayBatch(taken);
  }
}
