package org.esscher.api;

import java.util.List;
import java.util.Map;

/**
 * Makes columns and batches in an arena of the host, which frees them: the call's arena when it
 * comes from a {@link Context}. Nothing made here need be closed, and nothing made here outlives
 * its arena; what must live longer is {@link State}. Not thread-safe: each call has its own.
 */
public interface Columns {
  /**
   * Scalars, one a row, as float64.
   *
   * @param values copied
   * @return the column
   */
  Column numbers(double... values);

  /**
   * Vectors, one a row, as fixed_size_list of float64.
   *
   * @param width components a vector
   * @param values rows · width numbers, row by row
   * @return the column
   */
  Column vectors(int width, double... values);

  /**
   * Ragged lists of numbers, as list of float64.
   *
   * @param starts the index of each row's first element, and the number of elements: rows + 1
   *     entries
   * @param values the elements
   * @return the column
   */
  Column lists(int[] starts, double... values);

  /**
   * Ragged lists of vectors, as list of fixed_size_list of float64.
   *
   * @param width components a vector
   * @param starts the index of each row's first vector, and the number of vectors: rows + 1 entries
   * @param values vectors · width numbers, vector by vector
   * @return the column
   */
  Column vectorLists(int width, int[] starts, double... values);

  /**
   * Numbers in the shape of another column: what a cotangent of that column is.
   *
   * @param shape scalars or vectors, ragged or not
   * @param values {@code shape.start(shape.rows()) · shape.width()} numbers
   * @return the column
   */
  default Column shapedLike(Column shape, double... values) {
    int elements = shape.start(shape.rows());
    if (values.length != Math.multiplyExact(elements, shape.width())) {
      throw EsscherException.plugin(
          "%d numbers were given the shape of %d elements of width %d",
          values.length, elements, shape.width());
    }
    if (!shape.ragged()) {
      return shape.width() == 1 ? numbers(values) : vectors(shape.width(), values);
    }
    int[] starts = new int[shape.rows() + 1];
    for (int row = 0; row < starts.length; row++) {
      starts[row] = shape.start(row);
    }
    return shape.width() == 1 ? lists(starts, values) : vectorLists(shape.width(), starts, values);
  }

  /**
   * A column of numbers in the shape of another one that is written part by part, without a copy
   * where the arena can do without.
   *
   * @param shape scalars or vectors, ragged or not
   * @return a writer of float64 numbers
   */
  default ColumnWriter writer(Column shape) {
    return new ArrayColumnWriter(this, shape);
  }

  /**
   * Whole numbers, one a row, as int64.
   *
   * @param values copied
   * @return the column
   */
  Column integers(long... values);

  /**
   * Truth values, one a row.
   *
   * @param values copied
   * @return the column
   */
  Column booleans(boolean... values);

  /**
   * Texts, one a row.
   *
   * @param values copied
   * @return the column
   */
  Column texts(List<String> values);

  /**
   * Ragged lists of texts.
   *
   * @param values the texts of each row
   * @return the column
   */
  Column textLists(List<List<String>> values);

  /**
   * A batch of columns.
   *
   * @param columns at least one, all of the same number of rows; order is kept
   * @return the batch
   */
  Batch batch(Map<String, Column> columns);

  /**
   * The rows of several batches, one after the other.
   *
   * @param batches at least one, with the same columns of the same types
   * @return the batch
   */
  Batch concat(List<Batch> batches);
}
