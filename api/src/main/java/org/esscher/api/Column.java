package org.esscher.api;

import org.apache.arrow.vector.FieldVector;

/**
 * The values of one column of a batch, immutable, in Arrow memory. A column holds numbers (booleans
 * are 0 and 1) or text; one element a row, or a ragged list of elements a row; each element a
 * scalar or a vector of a fixed width.
 *
 * <p>Columns belong to the arena that made them, usually the call's or the run's; nobody closes a
 * column. Reading is thread-safe.
 */
public interface Column {
  /**
   * Number of rows.
   *
   * @return the rows
   */
  int rows();

  /**
   * Whether rows hold ragged lists.
   *
   * @return true for list columns (tokens, candidates), false for one element a row
   */
  boolean ragged();

  /**
   * Components of an element.
   *
   * @return 1 for scalars, d for fixed_size_list[d]
   */
  int width();

  /**
   * Whether the elements are text.
   *
   * @return true for text, false for numbers and booleans
   */
  boolean isText();

  /**
   * Index of a row's first element: 0 for the first row, and for each other the end of the row
   * before; {@code start(rows())} is the number of elements. Equal to the row itself unless ragged.
   *
   * @param row from 0 to rows() inclusive
   * @return an element index
   */
  int start(int row);

  /**
   * Where rows start, of many at once.
   *
   * @param row the first, from 0 to rows() inclusive
   * @param to takes what {@link #start} gives for each
   * @param at where the first goes
   * @param count how many
   */
  default void starts(int row, int[] to, int at, int count) {
    for (int i = 0; i < count; i++) {
      to[at + i] = start(row + i);
    }
  }

  /**
   * A number.
   *
   * @param index element · width + component
   * @return the value; NaN where it is missing
   */
  double at(long index);

  /**
   * Numbers, many at once.
   *
   * @param from index of the first, element · width + component
   * @param to where they are copied to; NaN where one is missing
   * @param at where the first goes
   * @param count how many
   */
  default void read(long from, double[] to, int at, int count) {
    for (int i = 0; i < count; i++) {
      to[at + i] = at(from + i);
    }
  }

  /**
   * The numbers of elements that stand apart.
   *
   * @param elements where each stands, in any order
   * @param first the place of the first in that array
   * @param count how many elements
   * @param to takes count · width numbers; NaN where one is missing
   */
  default void gather(int[] elements, int first, int count, double[] to) {
    for (int i = 0; i < count; i++) {
      read((long) elements[first + i] * width(), to, i * width(), width());
    }
  }

  /**
   * A text.
   *
   * @param element the element
   * @return the text; of a number column, the number's shortest form
   */
  String text(int element);

  /**
   * Whether the element is missing (null).
   *
   * @param element the element
   * @return true when there is no value
   */
  boolean isMissing(int element);

  /**
   * The Arrow vector underneath, for code that reads buffers; it must not be changed or closed.
   *
   * @return the vector
   */
  FieldVector arrow();

  /**
   * All numbers.
   *
   * @return a new array of {@code start(rows()) · width()} values
   */
  default double[] toArray() {
    double[] values = new double[Math.multiplyExact(start(rows()), width())];
    read(0, values, 0, values.length);
    return values;
  }
}
