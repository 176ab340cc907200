package org.esscher.runtime.internal.estimate;

import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.Level;
import org.esscher.runtime.internal.expression.Gathered;

/** Makes columns of gathered numbers. */
final class ShapedColumns {
  private ShapedColumns() {}

  static Column of(Gathered gathered, Context context) {
    int width = gathered.width();
    if (gathered.level() == Level.TOKEN) {
      return width == 1
          ? context.columns().lists(gathered.start(), gathered.values())
          : context.columns().vectorLists(width, gathered.start(), gathered.values());
    }
    return width == 1
        ? context.columns().numbers(gathered.values())
        : context.columns().vectors(width, gathered.values());
  }

  /** The sum of two columns of as many numbers, in the shape of the first. */
  static Column sum(Column left, Column right, Context context) {
    double[] sum = left.toArray();
    double[] more = right.toArray();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += more[i];
    }
    return context.columns().shapedLike(left, sum);
  }
}
