package org.esscher.runtime.internal.estimate;

import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.EsscherException;
import org.esscher.api.Level;
import org.esscher.runtime.internal.expression.Gathered;

/** Makes columns of computed numbers in a wanted shape. */
final class ShapedColumns {
  private ShapedColumns() {}

  /** A column of the shape of another. */
  static Column like(Column shape, double[] values, Context context) {
    if (!shape.ragged()) {
      return flat(shape.width(), values, context);
    }
    int[] start = new int[shape.rows() + 1];
    for (int row = 0; row <= shape.rows(); row++) {
      start[row] = shape.start(row);
    }
    return ragged(start, shape.width(), values, context);
  }

  /** A column of gathered values. */
  static Column of(Gathered gathered, Context context) {
    return gathered.level() == Level.TOKEN
        ? ragged(gathered.start(), gathered.width(), gathered.values(), context)
        : flat(gathered.width(), gathered.values(), context);
  }

  private static Column flat(int width, double[] values, Context context) {
    return width == 1
        ? context.columns().numbers(values)
        : context.columns().vectors(width, values);
  }

  private static Column ragged(int[] start, int width, double[] values, Context context) {
    if (width != 1) {
      throw EsscherException.plugin(
          "token values of width %d can't be made into a column yet", width);
    }
    return context.columns().lists(start, values);
  }
}
