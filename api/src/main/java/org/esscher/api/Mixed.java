package org.esscher.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Rows of different sources in one batch. */
final class Mixed {
  private Mixed() {}

  /** The columns that all have, numbers as float64. */
  static Batch of(List<Batch> parts, Columns columns) {
    Set<String> shared = new LinkedHashSet<>(parts.get(0).names());
    parts.forEach(part -> shared.retainAll(part.names()));
    if (shared.isEmpty()) {
      throw EsscherException.data(
          "the datasets to be mixed share no column; the first has %s, the last %s",
          parts.get(0).names(), parts.get(parts.size() - 1).names());
    }
    List<Batch> same = new ArrayList<>();
    for (Batch part : parts) {
      Map<String, Column> kept = new LinkedHashMap<>();
      for (String name : shared) {
        Column column = part.column(name);
        kept.put(name, column.isText() ? column : columns.shapedLike(column, column.toArray()));
      }
      same.add(columns.batch(kept));
    }
    return columns.concat(same);
  }
}
