package org.esscher.data;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;
import org.jspecify.annotations.Nullable;

/** Rows as a layout names them, chosen and checked. Owns its reader. */
final class MappedRows implements AutoCloseable {
  private final RawReader reader;
  private final ReadOptions options;
  private final Layout layout;
  private final Layout.Mapping mapping;

  MappedRows(String name, RawReader reader, ReadOptions options) {
    this.reader = reader;
    this.options = options;
    try {
      Set<String> names = chosen(name);
      Set<String> objects = new LinkedHashSet<>(reader.objects());
      objects.retainAll(names);
      layout = options.layout().orElseGet(() -> Layouts.matching(names, objects));
      reader.use(layout);
      this.mapping = layout.begin();
    } catch (RuntimeException e) {
      reader.close();
      throw e;
    }
  }

  /** The columns under the file's names, in order; none where the layout has others. */
  Set<String> plainNames() {
    return layout instanceof PlainLayout ? reader.names() : Set.of();
  }

  /** Begins at a row of the file, which must be one of the layout's too. */
  void from(String name, long row, long[] ends) {
    if (!layout.mapsRowByRow()) {
      throw EsscherException.user(
          "%s can't be read in parts, as its layout '%s' makes other rows than the file has: read it whole, or write the rows to a file of their own",
          name, layout.id());
    }
    reader.skipTo(row, ends);
  }

  /** The columns that are wanted, all of which must be there. */
  private Set<String> chosen(String name) {
    for (String wanted : options.columns()) {
      if (!reader.names().contains(wanted)) {
        throw EsscherException.user(
            "%s has no column '%s': %s", name, wanted, Nearest.among(reader.names(), wanted));
      }
    }
    return options.columns().isEmpty() ? reader.names() : options.columns();
  }

  /** The next rows, made in an arena; null at the end. */
  @Nullable Batch next(Arena arena) {
    RowRange range = options.range();
    if (range == null) {
      Layout.Rows rows = mapped(arena);
      return rows == null ? null : checked(rows);
    }
    while (true) {
      // What holds no row of the range must not wait for one that does.
      Arena attempt = arena.child("rows of a range");
      Layout.Rows rows = mapped(attempt);
      if (rows == null) {
        return null;
      }
      int[] kept = range.within(rows);
      if (kept.length == rows.batch().rows()) {
        return checked(rows);
      }
      if (kept.length > 0) {
        Provenance all = rows.provenance();
        return checked(new Layout.Rows(rows.batch().take(kept), row -> all.where(kept[row])));
      }
      attempt.close();
    }
  }

  /** How much was read, as {@link RawReader#fraction} has it. */
  double fraction() {
    return reader.fraction();
  }

  /** The error for a source without rows to give. */
  EsscherException nothing(String name) {
    RowRange range = options.range();
    return range == null
        ? EsscherException.data("%s holds no rows: give a file with at least one", name)
        : EsscherException.data(
            "%s holds no row whose '%s' lies between %s and %s: choose another range",
            name, range.column(), range.from(), range.to());
  }

  private Layout.@Nullable Rows mapped(Arena arena) {
    RawRows raw = reader.next(options.batchRows(), arena);
    return raw == null ? null : mapping.map(projected(raw, arena), arena);
  }

  private RawRows projected(RawRows raw, Arena arena) {
    if (options.columns().isEmpty()) {
      return raw;
    }
    Map<String, Column> kept = new LinkedHashMap<>();
    for (String name : raw.batch().names()) {
      if (options.columns().contains(name) || isField(name)) {
        kept.put(name, raw.batch().column(name));
      }
    }
    return new RawRows(arena.batch(kept), raw.firstRow(), raw);
  }

  /** Whether a column is a field of an object that is wanted. */
  private boolean isField(String name) {
    return reader.objects().stream()
        .anyMatch(object -> name.startsWith(object + ".") && options.columns().contains(object));
  }

  private Batch checked(Layout.Rows rows) {
    options.validation().check(rows.batch(), rows.provenance());
    return rows.batch();
  }

  @Override
  public void close() {
    reader.close();
  }
}
