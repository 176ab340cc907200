package org.esscher.data;

/** Follows the reading of rows: how far it is. */
@FunctionalInterface
public interface ReadListener {
  /**
   * After each batch, on the thread that reads.
   *
   * @param rows of the batch
   * @param fraction the part of the files that was read, within [0, 1] and never less than before:
   *     bytes of text files, as they are packed, rows or record batches of others; NaN where a file
   *     doesn't say how long it is, as a pipe doesn't
   */
  void read(int rows, double fraction);

  /**
   * Where rows are read {@linkplain Source#readAll whole}: once all are read, while they are put
   * together into one batch.
   *
   * @param fraction the part of the columns that is done, within [0, 1]; 0 when it begins
   */
  default void joining(double fraction) {}
}
