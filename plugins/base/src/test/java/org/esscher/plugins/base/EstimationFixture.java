package org.esscher.plugins.base;

import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.Context;
import org.esscher.api.EsscherException;
import org.esscher.api.Estimate;
import org.esscher.api.Estimate.LossEstimate;
import org.esscher.api.Estimator;
import org.esscher.api.Expr;
import org.esscher.api.Level;
import org.esscher.api.Loss;
import org.esscher.api.Losses;
import org.esscher.api.Model;
import org.esscher.api.Objective;
import org.esscher.api.State;
import org.esscher.api.Statistic;
import org.esscher.data.Arena;
import org.esscher.runtime.internal.estimate.Estimation;

/** Runs estimators and expressions on small batches, model outputs being columns. */
public final class EstimationFixture implements AutoCloseable {
  /** Truncation errors of 1e-10 times third derivatives, rounding errors of 1e-11. */
  private static final double STEP = 1e-5;

  private final Arena arena = Arena.root("test");
  private final Estimation estimation = new Estimation();

  /** The factory of columns. */
  public Columns columns() {
    return arena;
  }

  /** A batch of columns in the order name, column, name, column, … */
  public Batch batch(Object... namesAndColumns) {
    Map<String, Column> columns = new HashMap<>();
    for (int i = 0; i < namesAndColumns.length; i += 2) {
      columns.put((String) namesAndColumns[i], (Column) namesAndColumns[i + 1]);
    }
    return arena.batch(columns);
  }

  /** Scalars, one a row. */
  public Column numbers(double... values) {
    return arena.numbers(values);
  }

  /** Ragged lists, one a row. */
  public Column lists(double[]... rows) {
    int[] starts = new int[rows.length + 1];
    for (int row = 0; row < rows.length; row++) {
      starts[row + 1] = starts[row] + rows[row].length;
    }
    double[] values = new double[starts[rows.length]];
    for (int row = 0; row < rows.length; row++) {
      System.arraycopy(rows[row], 0, values, starts[row], rows[row].length);
    }
    return arena.lists(starts, values);
  }

  /** An estimate from an empty state. */
  public Estimate estimate(Estimator estimator, String slot, Batch batch) {
    return estimate(estimator, slot, batch, State.empty());
  }

  /** An estimate, with standard errors. */
  public Estimate estimate(Estimator estimator, String slot, Batch batch, State state) {
    Context context = new CallOutsideARun(arena);
    return estimation.estimate(estimator, Map.of(slot, batch), state, null, context, true);
  }

  /** The only loss of an estimate. */
  public static LossEstimate loss(Estimate estimate) {
    return estimate.losses().values().iterator().next();
  }

  /** The cotangents of an estimate's only loss with respect to one column. */
  public static double[] cotangents(Estimate estimate, String slot, String column) {
    Column cotangents = loss(estimate).cotangents().getOrDefault(slot, Map.of()).get(column);
    if (cotangents == null) {
      throw new AssertionError("no cotangents of " + column + " in " + loss(estimate));
    }
    return cotangents.toArray();
  }

  /** The cotangents of an estimator's only loss with respect to one column. */
  public double[] cotangents(Estimator estimator, String slot, Batch batch, String column) {
    return cotangents(estimate(estimator, slot, batch), slot, column);
  }

  /** Central differences of an estimator's only loss with respect to one column. */
  public double[] differences(Estimator estimator, String slot, Batch batch, String column) {
    double[] values = batch.column(column).toArray();
    double[] slopes = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      double up = loss(estimate(estimator, slot, moved(batch, column, i, STEP))).value();
      double down = loss(estimate(estimator, slot, moved(batch, column, i, -STEP))).value();
      slopes[i] = (up - down) / (2 * STEP);
    }
    return slopes;
  }

  private Batch moved(Batch batch, String column, int element, double by) {
    double[] values = batch.column(column).toArray();
    values[element] += by;
    return batch.with(column, arena.shapedLike(batch.column(column), values));
  }

  /** A function of one number, given as an expression, at each point. */
  public double[] values(UnaryOperator<Expr> function, double... points) {
    Statistic statistic =
        in -> Map.of("y", function.apply(in.slot("points").column("x", Level.ROW)));
    Column y = estimate(statistic, "points", batch("x", numbers(points))).columns().get("y");
    if (y == null) {
      throw new AssertionError("the expression is not at ROW");
    }
    return y.toArray();
  }

  /** The derivative that the host gives such a function, at each point. */
  public double[] derivatives(UnaryOperator<Expr> function, double... points) {
    Objective objective =
        in -> {
          Expr x = in.slot("points").output("policy", "x", Level.ROW);
          return Losses.of(Loss.exact("y", "policy", function.apply(x).sum(Level.BATCH)));
        };
    return cotangents(objective, "points", batch("x", numbers(points)), "x");
  }

  @Override
  public void close() {
    arena.close();
  }

  private record CallOutsideARun(Columns columns) implements Context {
    @Override
    public RandomGenerator random() {
      throw new AssertionError("an estimate by expressions draws nothing");
    }

    @Override
    public Model role(String role) {
      throw EsscherException.user("there is no role %s outside a run", role);
    }

    @Override
    public <T> T component(Class<T> kind, String id, Map<String, ?> config) {
      throw EsscherException.user("there is no component %s here", id);
    }

    @Override
    public Pointwise pointwise(UnaryOperator<Expr> function, Column x) {
      throw new AssertionError("no model is called here");
    }

    @Override
    public System.Logger logger() {
      return System.getLogger("test");
    }
  }
}
