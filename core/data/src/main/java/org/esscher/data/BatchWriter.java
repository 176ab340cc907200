package org.esscher.data;

import java.io.IOException;
import org.esscher.api.Batch;

/** Writes batches of the same columns in one format. */
interface BatchWriter {
  /** Appends rows. */
  void write(Batch batch) throws IOException;

  /** Writes what ends the format, and flushes; the stream underneath stays open. */
  void finish() throws IOException;
}
