package org.esscher.api;

/**
 * Numbers of a column that is being made, written where they will stand: nothing is copied
 * afterwards. Several threads may write at once, each its own elements.
 */
public interface ColumnWriter {
  /**
   * Sets numbers.
   *
   * @param index the first, element · width + component
   * @param values the numbers
   * @param from the first of them
   * @param count how many
   */
  void put(long index, double[] values, int from, int count);

  /**
   * Sets the numbers of elements that stand apart.
   *
   * @param elements where each stands, none twice
   * @param first the place of the first in that array
   * @param count how many elements
   * @param width components of an element
   * @param values count · width numbers
   */
  default void put(int[] elements, int first, int count, int width, double[] values) {
    for (int i = 0; i < count; i++) {
      put((long) elements[first + i] * width, values, i * width, width);
    }
  }

  /**
   * Adds to numbers that have been set.
   *
   * @param index the first, element · width + component
   * @param values what is added
   * @param from the first of them
   * @param count how many
   */
  void add(long index, double[] values, int from, int count);

  /**
   * The column, once every number has been set; nothing may be written afterwards.
   *
   * @return the column, the same at each call
   */
  Column column();
}
