package org.esscher.data;

import java.util.stream.IntStream;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;

/**
 * Rows whose number in a column lies in a range.
 *
 * @param column the column's name
 * @param from the smallest number
 * @param to the largest number
 */
record RowRange(String column, double from, double to) {
  /** The rows of some that lie in it. */
  int[] within(Layout.Rows rows) {
    Column values = rows.batch().column(column);
    if (values.isText() || values.ragged() || values.width() > 1) {
      throw EsscherException.user(
          "%s: rows can't be chosen by column '%s' of %s; name a column of one number per row",
          rows.provenance().where(0), column, ColumnType.of(values));
    }
    return IntStream.range(0, values.rows())
        .filter(row -> values.at(row) >= from && values.at(row) <= to)
        .toArray();
  }

  /** Whether none of the numbers between two can lie in it. */
  boolean excludes(double least, double greatest) {
    return greatest < from || least > to;
  }
}
