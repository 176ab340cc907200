package org.esscher.plugins.gbrl;

import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.CustomStatistic;
import org.esscher.api.Data;
import org.esscher.api.EsscherException;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Level;

/**
 * What the first tree makes of a fixed batch. Slot {@code rows}: the feature columns and {@code
 * output_cotangent}, a list or vector: of the mean loss with respect to a row's outputs. The column
 * {@code output_change} is what the tree adds to them, −η ∘ the value of the row's leaf.
 */
interface OneTree extends CustomStatistic {
  /** A function without trees. */
  TreeFunction function();

  @Override
  default Map<String, Expr> reads(Inputs in) {
    return Map.of("output_cotangent", in.slot("rows").column("output_cotangent", Level.ROW));
  }

  @Override
  default Map<String, Double> evaluate(Data data, Context context) {
    return Map.of();
  }

  @Override
  default Map<String, Column> columns(Data data, Context context) {
    TreeFunction function = function();
    Batch rows = data.batch("rows");
    FeatureTable table = function.features(rows);
    // As it is stored: a file of JSON lines has lists for vectors, which ROW would sum.
    Column cotangents = rows.column("output_cotangent");
    for (int row = 0; row < table.rows(); row++) {
      int count = (cotangents.start(row + 1) - cotangents.start(row)) * cotangents.width();
      if (count != function.width()) {
        throw EsscherException.data(
            "row %d: output_cotangent has %d numbers, but there are %d outputs",
            row, count, function.width());
      }
    }
    // Of the mean of n rows: n times as much is that of the sum.
    double[] ofSum = cotangents.toArray();
    for (int i = 0; i < ofSum.length; i++) {
      ofSum[i] *= table.rows();
    }
    function.grow(new RowGradients(table, ofSum), table.rows(), 1);
    double[] change = function.predict(table);
    return Map.of(
        "output_change",
        function.width() == 1
            ? context.columns().numbers(change)
            : context.columns().vectors(function.width(), change));
  }
}
