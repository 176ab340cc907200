package org.esscher.runtime.internal.run;

import java.util.ArrayList;
import java.util.List;
import org.esscher.api.Batch;
import org.esscher.data.Arena;
import org.esscher.data.PortionReader;
import org.esscher.data.StoredRows;
import org.jspecify.annotations.Nullable;

/**
 * The window of a file's order that is in memory, one at a time. Where the next one goes on where
 * this one ends, so does the reader.
 */
final class StoredWindow implements AutoCloseable {
  private final StoredRows stored;
  private final WindowedOrder order;
  private final Arena arena;
  private long epoch = -1;
  private long number = -1;
  private @Nullable Arena memory;
  private @Nullable Batch rows;
  private int[] places = {};
  private @Nullable Arena readerMemory;
  private @Nullable PortionReader reader;

  StoredWindow(StoredRows stored, WindowedOrder order, Arena arena) {
    this.stored = stored;
    this.order = order;
    this.arena = arena;
  }

  /** Reads a window, unless it is there. */
  void moveTo(long ofEpoch, long window) {
    if (ofEpoch == epoch && window == number) {
      return;
    }
    free();
    Arena own = arena.child("window of " + stored.name());
    memory = own;
    try (Arena parts = own.child("parts")) {
      List<Batch> read = new ArrayList<>();
      for (WindowedOrder.Range range : order.ranges(ofEpoch, window)) {
        read.add(at(range.from()).next(range.count(), parts));
      }
      Batch all = own.concat(read);
      rows = all;
      places = order.places(ofEpoch, window, all.rows());
    }
    epoch = ofEpoch;
    number = window;
  }

  private PortionReader at(long row) {
    PortionReader known = reader;
    if (known != null && known.row() == row) {
      return known;
    }
    closeReader();
    Arena own = arena.child("reader of " + stored.name());
    readerMemory = own;
    PortionReader opened = new PortionReader(stored, own, row);
    reader = opened;
    return opened;
  }

  /** The rows in the order of reading. */
  Batch rows() {
    Batch read = rows;
    if (read == null) {
      throw new IllegalStateException("no window was read");
    }
    return read;
  }

  /** The order in which they are given. */
  int[] places() {
    return places;
  }

  private void free() {
    epoch = -1;
    rows = null;
    if (memory != null) {
      memory.close();
      memory = null;
    }
  }

  private void closeReader() {
    if (reader != null) {
      reader.close();
      reader = null;
    }
    if (readerMemory != null) {
      readerMemory.close();
      readerMemory = null;
    }
  }

  @Override
  public void close() {
    closeReader();
    free();
  }
}
