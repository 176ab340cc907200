package org.esscher.runtime.internal.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import org.esscher.api.Batch;
import org.esscher.api.Columns;
import org.esscher.api.Dataset;
import org.esscher.api.EsscherException;
import org.esscher.api.Transform;
import org.esscher.data.Arena;
import org.esscher.data.BatchReader;
import org.esscher.data.StoredRows;

/**
 * A source that stays on the disk, of which the recipe may ask for next rows: these come window by
 * window of a {@link WindowedOrder}, in an order drawn anew in each. What needs all rows at once is
 * refused.
 */
final class StoredDataset implements Dataset, AutoCloseable {
  private final String name;
  private final StoredRows stored;
  private final WindowedOrder order;
  private final StoredWindow window;
  private final Arena arena;

  StoredDataset(String name, StoredRows stored, long seed, Arena arena) {
    if (stored.rows() > Integer.MAX_VALUE) {
      throw EsscherException.user(
          "%s has %d rows, and a run counts at most %d: split the file",
          stored.name(), stored.rows(), Integer.MAX_VALUE);
    }
    this.name = name;
    this.stored = stored;
    this.order = new WindowedOrder(name, stored.starts(), seed);
    this.window = new StoredWindow(stored, order, arena);
    this.arena = arena;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int rows() {
    return (int) stored.rows();
  }

  /** What it is known by; the first rows are read, so that a bad file is told. */
  SourceFacts facts() {
    try (Arena first = arena.child("first rows of " + stored.name());
        BatchReader reader = stored.open(first, 0)) {
      return new SourceFacts(
          stored.rows(), new LinkedHashSet<>(Objects.requireNonNull(reader.next()).names()), null);
    }
  }

  /**
   * The next rows, copied into an arena that may end before the run's; an epoch ends with what is
   * left of it.
   *
   * @param cursor epoch and rows of it that were given; moved on
   * @param rows how many
   * @param columns makes the copies
   */
  Batch next(long[] cursor, int rows, Columns columns) {
    if (cursor[1] >= stored.rows()) {
      cursor[0]++;
      cursor[1] = 0;
    }
    List<Batch> parts = new ArrayList<>();
    int missing = (int) Math.min(rows, stored.rows() - cursor[1]);
    while (missing > 0) {
      window.moveTo(cursor[0], cursor[1] / WindowedOrder.ROWS);
      int[] places = window.places();
      int from = (int) (cursor[1] % WindowedOrder.ROWS);
      int count = Math.min(missing, places.length - from);
      parts.add(
          Datasets.taken(window.rows(), Arrays.copyOfRange(places, from, from + count), columns));
      cursor[1] += count;
      missing -= count;
    }
    return parts.size() == 1 ? parts.get(0) : columns.concat(parts);
  }

  @Override
  public Batch batch() {
    throw refused("all rows at once");
  }

  @Override
  public Dataset part(String key, double from, double to) {
    throw refused("a part, chosen row by row");
  }

  @Override
  public Dataset transformed(String label, Transform transform) {
    throw refused("a transform, which is fitted on all rows");
  }

  @Override
  public Dataset groupedBy(String key) {
    throw refused("whole groups by " + key + ", whose rows may lie anywhere");
  }

  EsscherException refused(String wanted) {
    return EsscherException.user(
        "the recipe asks for %s of the source '%s', which stays on the disk and gives next rows"
            + " only: read it into memory (without --stream), or choose another recipe",
        wanted, name);
  }

  @Override
  public void close() {
    window.close();
  }
}
