package org.esscher.runtime.internal.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Dataset;
import org.esscher.api.EsscherException;
import org.esscher.api.Transform;
import org.jspecify.annotations.Nullable;

/** A dataset in the run's memory, made when it is first looked at and kept by name. */
final class RunDataset implements Dataset {
  private final Datasets owner;
  private final String name;
  private final @Nullable String groupKey;
  private final Supplier<Batch> rows;
  private @Nullable Batch loaded;

  RunDataset(Datasets owner, String name, @Nullable String groupKey, Supplier<Batch> rows) {
    this.owner = owner;
    this.name = name;
    this.groupKey = groupKey;
    this.rows = rows;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int rows() {
    return batch().rows();
  }

  @Override
  public Batch batch() {
    Batch batch = loaded;
    if (batch == null) {
      batch = rows.get();
      loaded = batch;
    }
    return batch;
  }

  @Override
  public Dataset part(String key, double from, double to) {
    if (!(from >= 0 && from < to && to <= 1)) {
      throw EsscherException.plugin(
          "part [%s, %s) of %s: an interval within [0, 1] is needed", from, to, name);
    }
    String part = name + "/" + key + "[" + from + "," + to + ")";
    return owner.derived(part, groupKey, () -> batch().take(chosen(key, from, to)));
  }

  private int[] chosen(String key, double from, double to) {
    Batch batch = batch();
    Column column = key.isEmpty() ? null : key(batch, key);
    int[] rows =
        IntStream.range(0, batch.rows())
            .filter(
                row -> {
                  String text = column == null ? Integer.toString(row) : column.text(row);
                  double place = Seeds.fraction(Seeds.mix(owner.seed(), "part " + key, hash(text)));
                  return place >= from && place < to;
                })
            .toArray();
    if (rows.length == 0) {
      throw EsscherException.data(
          "the part [%s, %s) of %s by %s has no rows; use more data or another fraction",
          from, to, name, key.isEmpty() ? "row" : key);
    }
    return rows;
  }

  /** A column that says which rows belong together: one value in each row. */
  private Column key(Batch batch, String key) {
    Column column = batch.column(key);
    if (column.ragged() || column.width() != 1) {
      throw EsscherException.data(
          "the column %s of %s holds lists or vectors; rows are kept together by one value per row",
          key, name);
    }
    for (int row = 0; row < column.rows(); row++) {
      if (column.isMissing(row)) {
        throw EsscherException.data(
            "the column %s of %s has no value in row %d, but rows are kept together by it",
            key, name, row);
      }
    }
    return column;
  }

  private static long hash(String text) {
    return Seeds.mix(0, text);
  }

  @Override
  public Dataset transformed(String label, Transform transform) {
    return owner.transformed(
        name + "/" + label,
        groupKey,
        transform,
        () -> {
          Transform.Prepared fitted = owner.fitted(transform, this);
          return fitted.apply(batch(), owner.context(name + "/" + label + "/apply"));
        });
  }

  @Override
  public Dataset groupedBy(String key) {
    return owner.derived(name + "/by " + key, key, this::batch);
  }

  /** Units that are drawn together: rows, or groups of rows in order of first appearance. */
  List<int[]> units() {
    Batch batch = batch();
    if (groupKey == null) {
      return IntStream.range(0, batch.rows()).mapToObj(row -> new int[] {row}).toList();
    }
    Column key = key(batch, groupKey);
    Map<String, List<Integer>> groups = new LinkedHashMap<>();
    for (int row = 0; row < batch.rows(); row++) {
      groups.computeIfAbsent(key.text(row), ignored -> new ArrayList<>()).add(row);
    }
    return groups.values().stream()
        .map(rows -> rows.stream().mapToInt(Integer::intValue).toArray())
        .toList();
  }
}
