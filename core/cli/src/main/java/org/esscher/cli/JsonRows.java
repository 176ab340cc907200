package org.esscher.cli;

import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;
import java.util.function.IntFunction;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;
import org.esscher.data.ReadListener;

/**
 * The rows of one result in JSON, each made when it is written: a million of them are never there
 * as objects, and who waits is told how many are done. What can't be written is refused before
 * that, so that a result is written whole or not at all. Not thread-safe.
 */
final class JsonRows {
  /** The meter looks at the clock each time, and a row may be one number. */
  private static final int TOLD_ROWS = 64;

  private long all;
  private long written;
  private ReadListener listener = (rows, fraction) -> {};

  /**
   * A list of a result.
   *
   * @param count rows
   * @param row makes the row of a number; must not fail
   */
  List<Object> list(int count, IntFunction<Object> row) {
    all += count;
    return new Rows(count, row);
  }

  /**
   * A column as a list of a result, its rows as {@link #cells} makes them.
   *
   * @param column what to write
   * @param name for the error
   * @throws EsscherException (DATA) when it holds what is not a number
   */
  List<Object> list(Column column, String name) {
    return list(column.rows(), cells(column, name));
  }

  /**
   * The rows of a column: a value, a list where it is ragged or holds vectors.
   *
   * @param column what to write
   * @param name for the error
   * @return row to what stands there
   * @throws EsscherException (DATA) when it holds what is not a number
   */
  static IntFunction<Object> cells(Column column, String name) {
    if (!column.isText()) {
      requireNumbers(column, name);
    }
    return column.ragged()
        ? row -> {
          int start = column.start(row);
          return new View(column.start(row + 1) - start, i -> element(column, start + i));
        }
        : row -> element(column, row);
  }

  private static void requireNumbers(Column column, String name) {
    for (int row = 0; row < column.rows(); row++) {
      long start = column.ragged() ? column.start(row) : row;
      long end = column.ragged() ? column.start(row + 1) : row + 1L;
      for (long i = start * column.width(); i < end * column.width(); i++) {
        if (Double.isNaN(column.at(i))) {
          throw EsscherException.data("%s is not a number in row %d", name, row);
        }
      }
    }
  }

  private static Object element(Column column, int element) {
    if (column.isText()) {
      return column.text(element);
    }
    int width = column.width();
    return width == 1
        ? Json.finiteOrText(column.at(element))
        : new View(width, i -> Json.finiteOrText(column.at((long) element * width + i)));
  }

  /**
   * Writes the result.
   *
   * @param tree the result, with the lists that were made here
   * @param progress is told of the rows as they are written
   * @return JSON
   */
  String pretty(Object tree, ReadListener progress) {
    listener = progress;
    return Json.pretty(tree);
  }

  private void count() {
    written++;
    if (written % TOLD_ROWS == 0 || written == all) {
      listener.read((int) ((written - 1) % TOLD_ROWS) + 1, (double) written / all);
    }
  }

  /** A list that is made when it is read. */
  private static class View extends AbstractList<Object> implements RandomAccess {
    private final int size;
    private final IntFunction<Object> element;

    View(int size, IntFunction<Object> element) {
      this.size = size;
      this.element = element;
    }

    @Override
    public Object get(int index) {
      return element.apply(index);
    }

    @Override
    public int size() {
      return size;
    }
  }

  /** One that counts what is read, each once. */
  private final class Rows extends View {
    Rows(int size, IntFunction<Object> row) {
      super(size, row);
    }

    @Override
    public Object get(int index) {
      Object row = super.get(index);
      count();
      return row;
    }
  }
}
