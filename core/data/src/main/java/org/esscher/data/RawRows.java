package org.esscher.data;

import java.util.Locale;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;

/**
 * Rows as they stand in a file, before a layout names them: what a {@link Layout.Mapping} gets.
 * Immutable; its columns belong to the reader.
 */
public final class RawRows implements Provenance {
  private final Batch batch;
  private final long firstRow;
  private final Provenance provenance;

  /**
   * Rows with their places.
   *
   * @param batch the columns under the file's names; fields of nested objects are named {@code
   *     outer.inner}
   * @param firstRow how many rows came before, over all files of the source
   * @param provenance says where each row stands
   */
  public RawRows(Batch batch, long firstRow, Provenance provenance) {
    this.batch = batch;
    this.firstRow = firstRow;
    this.provenance = provenance;
  }

  /**
   * The columns under the file's names.
   *
   * @return the batch
   */
  public Batch batch() {
    return batch;
  }

  /**
   * How many rows came before this batch.
   *
   * @return rows, over all files of the source
   */
  public long firstRow() {
    return firstRow;
  }

  @Override
  public String where(int row) {
    return provenance.where(row);
  }

  /**
   * A column that a layout cannot do without.
   *
   * @param name the column
   * @param layout the id of the layout that asks
   * @return the column
   * @throws EsscherException (DATA) naming the place, the layout and the columns that there are
   */
  public Column required(String name, String layout) {
    if (!batch.has(name)) {
      throw EsscherException.data(
          "%s: layout '%s' needs column '%s', which is missing: %s; choose another layout or add"
              + " the column",
          where(0), layout, name, Nearest.among(batch.names(), name));
    }
    return batch.column(name);
  }

  /**
   * A text that must be there.
   *
   * @param name the column
   * @param row the row
   * @param layout the id of the layout that asks
   * @return the text
   * @throws EsscherException (DATA) when the column is missing or not of single texts, or the value
   *     is missing
   */
  public String text(String name, int row, String layout) {
    Column column = required(name, layout);
    if (!column.isText() || column.ragged()) {
      throw refuse(
          row,
          name,
          column.ragged() ? "a list" : column.text(row),
          "layout '%s' needs text here; correct the value or choose another layout",
          layout);
    }
    if (column.isMissing(row)) {
      throw refuse(
          row,
          name,
          "null",
          "layout '%s' needs a text here; drop the row or choose another layout",
          layout);
    }
    return column.text(row);
  }

  /**
   * The error for a value that cannot be used.
   *
   * @param row the row
   * @param column the column's name
   * @param value what was found
   * @param problem why it cannot be used, and what to do; a format
   * @param args fill the format, in the root locale
   * @return a DATA error, to be thrown
   */
  public EsscherException refuse(
      int row, String column, String value, String problem, Object... args) {
    return EsscherException.data(
        "%s, column '%s', value %s: %s",
        where(row), column, Position.shown(value), String.format(Locale.ROOT, problem, args));
  }
}
