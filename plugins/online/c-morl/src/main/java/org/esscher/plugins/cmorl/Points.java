package org.esscher.plugins.cmorl;

import static org.esscher.api.Level.TOKEN;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.esscher.api.Column;
import org.esscher.api.Data;
import org.esscher.api.EsscherException;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;

/** The slot {@code points} of statistics: {@code value}, a list or a vector, is a point a row. */
final class Points {
  private static final String SLOT = "points";
  private static final String VALUE = "value";

  private Points() {}

  static Map<String, Expr> reads(Inputs in) {
    return Map.of(VALUE, in.slot(SLOT).column(VALUE, TOKEN));
  }

  /** The rows, which have at least two objectives each, as many in every row. */
  static List<double[]> of(Data data) {
    Column column = data.get(VALUE);
    List<double[]> points = new ArrayList<>();
    for (int row = 0; row < column.rows(); row++) {
      int elements = column.start(row + 1) - column.start(row);
      double[] point = new double[elements * column.width()];
      column.read((long) column.start(row) * column.width(), point, 0, point.length);
      if (point.length < 2 || point.length != (row == 0 ? point : points.get(0)).length) {
        throw EsscherException.data(
            "slot %s, row %d, column '%s': %d objectives; at least 2 are needed, as many as in row"
                + " 0",
            SLOT, row, VALUE, point.length);
      }
      points.add(point);
    }
    return points;
  }

  /** Refuses a list of another number of objectives. */
  static double[] fitting(String field, List<Double> list, List<double[]> points) {
    if (list.size() != points.get(0).length) {
      throw EsscherException.user(
          "%s has %d numbers, and the points have %d objectives; one of each is needed",
          field, list.size(), points.get(0).length);
    }
    return list.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
