package org.esscher.api;

/**
 * Rows that a run may read as often as it likes: a data source or a part of one. A dataset is a
 * pure function of its source and the run's seed, so only positions in it are checkpointed.
 */
public interface Dataset {
  /**
   * Its name, with the operations that made it.
   *
   * @return a name unique within the run
   */
  String name();

  /**
   * Number of rows.
   *
   * @return the rows
   */
  int rows();

  /**
   * All rows, in order; they belong to the run.
   *
   * @return the batch
   */
  Batch batch();

  /**
   * A part, chosen by the hash of a key and the run's seed: rows of equal keys stay together, and
   * parts of disjoint intervals are disjoint.
   *
   * @param key the column, or {@code ""} for the row's position
   * @param from within [0, 1)
   * @param to within (from, 1]
   * @return the rows whose hash falls into [from, to), in order
   */
  Dataset part(String key, double from, double to);

  /**
   * The rows as a transform leaves them, fitted on this dataset.
   *
   * @param name names the result
   * @param transform the transform
   * @return the changed rows
   */
  Dataset transformed(String name, Transform transform);

  /**
   * The same dataset, whose batches hold whole groups.
   *
   * @param key the column that groups
   * @return the grouped dataset
   */
  Dataset groupedBy(String key);
}
