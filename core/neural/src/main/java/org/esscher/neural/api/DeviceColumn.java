package org.esscher.neural.api;

import ai.djl.ndarray.NDArray;
import org.esscher.api.EsscherException;
import org.jspecify.annotations.Nullable;

/**
 * A column that lives on the device.
 *
 * @param numbers one element after the other, shaped [elements] or [elements, width]; whoever made
 *     it owns it
 * @param starts where each row's list begins, and the number of elements; null for one element a
 *     row
 */
@SuppressWarnings("ArrayRecordComponent") // a plain carrier; columns are never compared
public record DeviceColumn(NDArray numbers, int @Nullable [] starts) {
  /**
   * Checks the shape.
   *
   * @param numbers as for the record
   * @param starts as for the record
   * @throws EsscherException (USER) when the shape is another
   */
  public DeviceColumn {
    int dimensions = numbers.getShape().dimension();
    if (dimensions != 1 && dimensions != 2) {
      throw EsscherException.user(
          "a column of the shape %s; [elements] or [elements, width] is needed",
          numbers.getShape());
    }
    if (starts != null && starts[starts.length - 1] != numbers.getShape().get(0)) {
      throw EsscherException.user(
          "a column of %d elements whose lists end at %d",
          numbers.getShape().get(0), starts[starts.length - 1]);
    }
  }

  /**
   * One element a row.
   *
   * @param numbers as for the record
   * @return the column
   */
  public static DeviceColumn ofRows(NDArray numbers) {
    return new DeviceColumn(numbers, null);
  }
}
