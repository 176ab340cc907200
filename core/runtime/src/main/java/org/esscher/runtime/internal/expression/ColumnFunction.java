package org.esscher.runtime.internal.expression;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.Context.Pointwise;
import org.esscher.api.EsscherException;
import org.esscher.api.Expr;
import org.esscher.api.Level;
import org.esscher.api.Op;
import org.esscher.api.State;
import org.jspecify.annotations.Nullable;

/** A column on its own, as what a function of one number is evaluated at. */
public final class ColumnFunction implements Bindings {
  private static final String SLOT = "numbers";
  private static final String NAME = "x";

  private final Columns columns;
  private final Column x;
  private final Expr argument;
  private final Frame frame;

  private ColumnFunction(Column x, Columns columns) {
    this.columns = columns;
    this.x = x;
    Level level = x.ragged() ? Level.TOKEN : Level.ROW;
    this.argument = Expr.leaf(Op.COLUMN, SLOT, level, "", NAME, List.of());
    Batch batch = columns.batch(Map.of(NAME, x));
    this.frame = new Frame(SLOT, batch, null);
  }

  /**
   * Evaluates a function and its derivative.
   *
   * @param function maps an expression to one at the same level, number by number
   * @param x where
   * @param columns makes the result
   * @return value and derivative, in the shape of x
   * @throws EsscherException as {@link org.esscher.api.Context#pointwise} says
   */
  public static Pointwise evaluate(UnaryOperator<Expr> function, Column x, Columns columns) {
    if (x.start(x.rows()) == 0) {
      return new Pointwise(x, x);
    }
    return new ColumnFunction(x, columns).evaluate(function);
  }

  private Pointwise evaluate(UnaryOperator<Expr> function) {
    Expr y = function.apply(argument);
    requireElementwise(y);
    Evaluation evaluation =
        new Evaluation(new Programs().bind(List.of(y), this), Workers.callerOnly(), columns);
    int size = Math.multiplyExact(x.start(x.rows()), x.width());
    double[] values = new double[size];
    double[] slopes = new double[size];
    if (y.level() == Level.BATCH) {
      Arrays.fill(values, evaluation.value(y));
    } else {
      values = evaluation.gather(y).values();
      double[] ones = new double[values.length];
      Arrays.fill(ones, 1);
      LeafCotangent found = evaluation.cotangents(y, ones, argument::equals).get(argument);
      slopes = found == null ? slopes : found.column().toArray();
    }
    requireNumbers(y, values);
    requireNumbers(y, slopes);
    return new Pointwise(columns.shapedLike(x, values), columns.shapedLike(x, slopes));
  }

  private void requireElementwise(Expr expr) {
    boolean leaf = expr.args().isEmpty();
    boolean known = leaf ? expr == argument || expr.op() == Op.CONSTANT : elementwise(expr);
    if (!known) {
      throw EsscherException.plugin(
          "a function of one number can't hold %s: it works number by number, on its argument and"
              + " constants alone",
          expr);
    }
    expr.args().forEach(this::requireElementwise);
  }

  private static boolean elementwise(Expr expr) {
    return org.esscher.runtime.internal.expression.Pointwise.handles(expr.op());
  }

  private void requireNumbers(Expr y, double[] values) {
    for (int i = 0; i < values.length; i++) {
      if (Double.isNaN(values[i])) {
        throw EsscherException.data(
            "%s or its derivative is not a number at x = %s (number %d of the column)",
            y, x.at(i), i);
      }
    }
  }

  @Override
  public Frame frame(String slot) {
    return frame;
  }

  @Override
  public @Nullable Column column(Expr leaf) {
    return x;
  }

  @Override
  public State state() {
    return State.empty();
  }

  @Override
  public Map<String, Double> keyed(String name) {
    return Map.of();
  }
}
