package org.esscher.runtime.internal.expression;

import java.util.List;
import org.apache.arrow.vector.BigIntVector;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;
import org.jspecify.annotations.Nullable;

/** Values of an identifying column, as what they are compared by. */
abstract class Keys {
  private Keys() {}

  static Keys of(Column column, String name) {
    requireOneARow(column, name);
    if (column.arrow() instanceof BigIntVector numbers && numbers.getNullCount() == 0) {
      return new WholeNumbers(numbers);
    }
    return new Texts(column, name);
  }

  /** Equal for rows of equal values. */
  abstract Object key(int row);

  /**
   * Where runs of equal values begin, where values never fall: then each run is a group, and no
   * table of the values is needed.
   *
   * @param rows how many
   * @param workers who look
   * @return from 0 to the number of rows, that included; null where values fall, or have no order
   */
  int @Nullable [] risingRuns(int rows, Workers workers) {
    return null;
  }

  /** Whether two rows have equal values. */
  abstract boolean same(int left, int right);

  private static void requireOneARow(Column column, String name) {
    if (column.ragged() || column.width() != 1) {
      throw EsscherException.data(
          "column %s identifies rows and must hold one value per row, not lists or vectors", name);
    }
  }

  /** A value as text, the form that it has in keyed states. */
  static String text(Column column, int row, String name) {
    requireOneARow(column, name);
    if (column.isMissing(row)) {
      throw EsscherException.data("row %d: column %s is missing; it identifies the row", row, name);
    }
    return column.text(row);
  }

  /** Adds what tells a row's value from others: a list or vector by its length and elements. */
  static void addContent(Column column, int row, String name, List<String> values) {
    if (!column.ragged() && column.width() == 1) {
      values.add(text(column, row, name));
      return;
    }
    long from = (long) column.start(row) * column.width();
    long to = (long) column.start(row + 1) * column.width();
    values.add(Long.toString(to - from));
    for (long i = from; i < to; i++) {
      values.add(column.isText() ? column.text((int) i) : Double.toString(column.at(i)));
    }
  }

  private static final class WholeNumbers extends Keys {
    private final BigIntVector numbers;

    WholeNumbers(BigIntVector numbers) {
      this.numbers = numbers;
    }

    @Override
    Object key(int row) {
      return numbers.get(row);
    }

    @Override
    int @Nullable [] risingRuns(int rows, Workers workers) {
      return new RisingRuns(numbers, rows).find(workers);
    }

    @Override
    boolean same(int left, int right) {
      return numbers.get(left) == numbers.get(right);
    }
  }

  private static final class Texts extends Keys {
    private final Column column;
    private final String name;

    Texts(Column column, String name) {
      this.column = column;
      this.name = name;
    }

    @Override
    Object key(int row) {
      return text(column, row, name);
    }

    @Override
    boolean same(int left, int right) {
      return key(left).equals(key(right));
    }
  }
}
