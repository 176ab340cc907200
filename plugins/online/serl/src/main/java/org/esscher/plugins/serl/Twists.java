package org.esscher.plugins.serl;

import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;

/** Actions that move and turn an effector, each component within ±1. */
final class Twists {
  private static final int WIDTH = 3;

  /** What a network's rounding may add to 1. */
  private static final double ROUNDING = 1e-6;

  private Twists() {}

  /** The actions, checked, row by row. */
  static double[] of(Batch batch, int rows) {
    Column column = batch.column("action");
    if (column.isText() || column.ragged() || column.width() != WIDTH || column.rows() != rows) {
      throw EsscherException.data(
          "the column action has %d rows of width %d; %d rows of 3 numbers are needed",
          column.rows(), column.width(), rows);
    }
    double[] values = column.toArray();
    for (int i = 0; i < values.length; i++) {
      require(i / WIDTH, i % WIDTH, values[i]);
    }
    return values;
  }

  /** Refuses numbers outside ±1. */
  static void require(int row, int component, double value) {
    if (!(Math.abs(value) <= 1 + ROUNDING)) {
      throw EsscherException.data(
          "row %d: component %d of the action is %s; numbers within [-1, 1] are needed",
          row, component, value);
    }
  }
}
