package org.esscher.plugins.base.environment;

import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;
import org.esscher.api.Space;

/** The column of actions, checked. */
final class Actions {
  private final Column column;

  private Actions(Column column) {
    this.column = column;
  }

  /** Actions of a space; vectors may lie beyond its bounds, where {@link #bounded} holds them. */
  static Actions of(Space space, Batch batch) {
    return space instanceof Space.Discrete numbered
        ? numbered(batch, numbered.count())
        : vectors(batch, space.width());
  }

  /** Numbered actions, one a row. */
  static Actions numbered(Batch batch, int actions) {
    Column column = column(batch, 1);
    for (int row = 0; row < column.rows(); row++) {
      double action = column.at(row);
      if (!(action >= 0 && action < actions && action == Math.rint(action))) {
        throw EsscherException.data(
            "row %d: the action is %s; a whole number from 0 to %d is needed",
            row, action, actions - 1);
      }
    }
    return new Actions(column);
  }

  /** Vectors of finite numbers, one a row. */
  static Actions vectors(Batch batch, int width) {
    Column column = column(batch, width);
    for (int i = 0; i < column.rows() * width; i++) {
      if (!Double.isFinite(column.at(i))) {
        throw EsscherException.data(
            "row %d: component %d of the action is %s; finite numbers are needed",
            i / width, i % width, column.at(i));
      }
    }
    return new Actions(column);
  }

  private static Column column(Batch batch, int width) {
    Column column = batch.column("action");
    if (column.isText() || column.ragged() || column.width() != width) {
      throw EsscherException.data(
          "the column action holds %s; %d number(s) per row are needed",
          column.isText()
              ? "text"
              : column.ragged() ? "lists" : column.width() + " numbers per row",
          width);
    }
    return column;
  }

  /** A numbered action. */
  int number(int row) {
    return (int) column.at(row);
  }

  /** A component of a vector, held within [−bound, bound]. */
  double bounded(int index, double bound) {
    return Math.max(-bound, Math.min(bound, column.at(index)));
  }
}
