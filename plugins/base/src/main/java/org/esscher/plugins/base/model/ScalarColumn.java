package org.esscher.plugins.base.model;

import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;

/**
 * One column of a batch that holds one value a row, read value by value; a value that cannot be
 * used is refused with its row and column.
 */
public final class ScalarColumn {
  private final String name;
  private final Column values;

  private ScalarColumn(String name, Column values) {
    this.name = name;
    this.values = values;
  }

  /**
   * A column of a batch.
   *
   * @param batch the rows
   * @param name the column
   * @return its values
   * @throws EsscherException (DATA) when there is no such column, or when it holds lists or vectors
   */
  public static ScalarColumn of(Batch batch, String name) {
    Column values = batch.column(name);
    if (values.ragged() || values.width() != 1) {
      throw EsscherException.data(
          "column '%s' holds %s, but one value per row is needed here",
          name, values.ragged() ? "lists" : "vectors of " + values.width() + " components");
    }
    return new ScalarColumn(name, values);
  }

  /**
   * A finite number.
   *
   * @param row from 0
   * @return the number
   * @throws EsscherException (DATA) when it is missing, text, or not finite
   */
  public double number(int row) {
    if (values.isText() || values.isMissing(row) || !Double.isFinite(values.at(row))) {
      throw refused(row, "a finite number is needed");
    }
    return values.at(row);
  }

  /**
   * A whole number from 0.
   *
   * @param row from 0
   * @param count numbers below this are allowed
   * @return the number
   * @throws EsscherException (DATA) when it is missing, not whole, or out of range
   */
  public int index(int row, int count) {
    double value = values.isText() || values.isMissing(row) ? Double.NaN : values.at(row);
    if (!(value >= 0 && value < count && value == Math.rint(value))) {
      throw refused(row, "a whole number from 0 to " + (count - 1) + " is needed");
    }
    return (int) value;
  }

  /**
   * What identifies something: a text, or a number's shortest form.
   *
   * @param row from 0
   * @return the text
   * @throws EsscherException (DATA) when it is missing
   */
  public String key(int row) {
    if (values.isMissing(row)) {
      throw refused(row, "a value is needed");
    }
    return values.text(row);
  }

  /**
   * A text.
   *
   * @param row from 0
   * @return the text
   * @throws EsscherException (DATA) when it is missing or a number
   */
  public String text(int row) {
    if (!values.isText() || values.isMissing(row)) {
      throw refused(row, "a text is needed");
    }
    return values.text(row);
  }

  /**
   * An error about one value.
   *
   * @param row from 0
   * @param why what is needed, and what to do
   * @return the exception, to be thrown
   */
  public EsscherException refused(int row, String why) {
    return EsscherException.data(
        "row %d, column '%s': %s, got %s",
        row,
        name,
        why,
        values.isMissing(row) ? "nothing" : "'" + shortened(values.text(row)) + "'");
  }

  /** Long texts would hide the message. */
  private static String shortened(String text) {
    return text.length() <= 60 ? text : text.substring(0, 60) + "…";
  }
}
