package org.esscher.spitests;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.CustomObjective;
import org.esscher.api.Data;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Level;
import org.esscher.api.Loss;
import org.esscher.api.Slot;
import org.esscher.api.State;

/** A weighted mean of squared errors in code: right as it stands, broken by what overrides it. */
class SquaredError implements CustomObjective {
  @Override
  public Split split() {
    return Split.ROW;
  }

  Slot slot(Inputs in) {
    return in.slot("rows");
  }

  @Override
  public Map<String, Expr> reads(Inputs in) {
    Slot slot = slot(in);
    return Map.of(
        "value", slot.output("critic", "value", Level.ROW),
        "target", slot.column("target", Level.ROW),
        "weight", slot.weight());
  }

  /** How much a row counts beside its weight. */
  double factor(int row, int[] groups) {
    return 1;
  }

  double weight(double stored) {
    return stored;
  }

  /** Derivative of the row's share of the sum. */
  double cotangent(double factor, double error) {
    return 2 * factor * error;
  }

  Result result(Data data, double sum, double weight, double[] cotangents, Context context) {
    Column shaped = context.columns().shapedLike(data.get("value"), cotangents);
    return Result.of(
        new Part("error", Set.of("critic"), Loss.Kind.EXACT, sum, weight, Map.of("value", shaped)));
  }

  @Override
  public Result estimate(Data data, State state, Context context) {
    Column value = data.get("value");
    int[] groups = data.groups("rows");
    double[] cotangents = new double[value.rows()];
    double sum = 0;
    double total = 0;
    for (int row = 0; row < cotangents.length; row++) {
      double weight = weight(data.get("weight").at(row));
      double factor = weight * factor(row, groups);
      double error = value.at(row) - data.get("target").at(row);
      sum += factor * error * error;
      total += weight;
      cotangents[row] = cotangent(factor, error);
    }
    return result(data, sum, total, cotangents, context);
  }

  static Map<String, Expr> with(Map<String, Expr> reads, String name, Expr read) {
    Map<String, Expr> more = new HashMap<>(reads);
    more.put(name, read);
    return more;
  }
}
