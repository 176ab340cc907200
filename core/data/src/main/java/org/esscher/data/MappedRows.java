package org.esscher.data;

import org.esscher.api.Batch;
import org.jspecify.annotations.Nullable;

/** Rows as a layout names them, checked. Owns its reader. */
final class MappedRows implements AutoCloseable {
  private final RawReader reader;
  private final ReadOptions options;
  private final Layout.Mapping mapping;

  MappedRows(RawReader reader, ReadOptions options) {
    this.reader = reader;
    this.options = options;
    try {
      Layout layout = options.layout().orElseGet(() -> Layouts.matching(reader.names()));
      reader.use(layout);
      this.mapping = layout.begin();
    } catch (RuntimeException e) {
      reader.close();
      throw e;
    }
  }

  /** The next rows, made in an arena; null at the end. */
  @Nullable Batch next(Arena arena) {
    RawRows raw = reader.next(options.batchRows(), arena);
    if (raw == null) {
      return null;
    }
    Layout.Rows mapped = mapping.map(raw, arena);
    options.validation().check(mapped.batch(), mapped.provenance());
    return mapped.batch();
  }

  @Override
  public void close() {
    reader.close();
  }
}
