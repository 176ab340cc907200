package org.esscher.data;

/** Says where the rows of a batch stand in their file. Thread-safe. */
@FunctionalInterface
public interface Provenance {
  /**
   * The place of a row.
   *
   * @param row from 0, within the batch
   * @return such as {@code log.jsonl, line 12}
   */
  String where(int row);
}
