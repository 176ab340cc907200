package org.esscher.api;

import java.util.Set;

/**
 * Rows of named columns, immutable. Names are those of the {@link Vocabulary} wherever it has one.
 * Reading is thread-safe.
 */
public interface Batch {
  /**
   * Number of rows.
   *
   * @return the rows
   */
  int rows();

  /**
   * The columns' names, in order.
   *
   * @return an immutable set
   */
  Set<String> names();

  /**
   * Whether there is such a column.
   *
   * @param name the column
   * @return true when there is
   */
  default boolean has(String name) {
    return names().contains(name);
  }

  /**
   * One column.
   *
   * @param name the column
   * @return its values
   * @throws EsscherException (DATA) when there is none, naming those that there are
   */
  Column column(String name);

  /**
   * The same rows with one column added or replaced.
   *
   * @param name the column
   * @param values as many rows as this batch
   * @return a new batch that shares the other columns
   */
  Batch with(String name, Column values);

  /**
   * Some rows, in the given order; a row may be taken more than once.
   *
   * @param rows indices from 0
   * @return a new batch in the same arena
   */
  Batch take(int... rows);
}
