package org.esscher.plugins.base.transform;

import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Positive;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.EsscherException;
import org.esscher.api.State;
import org.esscher.api.Transform;

/**
 * The nearest rows of a log, in Euclidean distance over some columns, each times a factor. Of every
 * row it tells, from the nearest on and ties from the earliest row on, as lists: {@code
 * neighbor_row}, {@code neighbor_distance}, and {@code neighbor_…} of the columns that are fetched.
 * The columns of a batch may hold other things than the log's: what a policy would do, say.
 *
 * @param columns columns that distances are measured in, numbers or vectors
 * @param factors factors that the columns are multiplied by, in their order; empty for 1 each
 * @param fetch columns of the log to return for each neighbor, numbers or vectors
 * @param neighbors number of neighbors
 */
@Component(
    value = "nearest-neighbors",
    summary = "the nearest rows of a log, found with a k-d tree",
    paper = "Friedman, Bentley and Finkel 1977")
public record NearestNeighbors(
    @Default("[observation, action]") @NotEmpty List<String> columns,
    @Default("[]") List<@Positive Double> factors,
    @Default("[action]") List<String> fetch,
    @Default("1") @Positive int neighbors)
    implements Transform {
  /**
   * Copies and checks.
   *
   * @param columns as for the record
   * @param factors as for the record
   * @param fetch as for the record
   * @param neighbors as for the record
   */
  public NearestNeighbors {
    columns = List.copyOf(columns);
    factors = List.copyOf(factors);
    fetch = List.copyOf(fetch);
    if (!factors.isEmpty() && factors.size() != columns.size()) {
      throw EsscherException.user(
          "'nearest-neighbors' has %d factors for the columns %s; one each is needed, or none",
          factors.size(), columns);
    }
  }

  @Override
  public State fit(Batch log, Context context) {
    if (neighbors > log.rows()) {
      throw EsscherException.data(
          "%d neighbors were asked for from a log of %d rows; lower neighbors, or give more rows",
          neighbors, log.rows());
    }
    double[] points = points(log);
    State state = new PointTree(points, points.length / log.rows()).save();
    for (String name : fetch) {
      state = state.with("fetch/" + name, numbers(log, name).toArray());
    }
    return state;
  }

  private static Column numbers(Batch batch, String name) {
    Column column = batch.column(name);
    if (column.isText() || column.ragged()) {
      throw EsscherException.data(
          "column '%s' holds %s; neighbors are of numbers or vectors",
          name, column.isText() ? "texts" : "lists");
    }
    return column;
  }

  /** The scaled numbers of the columns, side by side. */
  private double[] points(Batch batch) {
    int width = columns.stream().mapToInt(name -> numbers(batch, name).width()).sum();
    double[] points = new double[batch.rows() * width];
    int at = 0;
    for (int i = 0; i < columns.size(); i++) {
      Column column = batch.column(columns.get(i));
      double factor = factors.isEmpty() ? 1 : factors.get(i);
      for (int k = 0; k < batch.rows() * column.width(); k++) {
        double value = factor * column.at(k);
        if (!Double.isFinite(value)) {
          throw EsscherException.data(
              "row %d, column '%s': distances need finite numbers, got %s",
              k / column.width(), columns.get(i), column.at(k));
        }
        points[k / column.width() * width + at + k % column.width()] = value;
      }
      at += column.width();
    }
    return points;
  }

  @Override
  public Batch apply(Batch batch, State fitted, Context context) {
    return prepare(fitted).apply(batch, context);
  }

  @Override
  public Prepared prepare(State fitted) {
    PointTree tree = PointTree.restored(fitted);
    Map<String, double[]> fetched = new LinkedHashMap<>();
    fetch.forEach(name -> fetched.put(name, fitted.get("fetch/" + name)));
    return (batch, context) -> {
      double[] queries = points(batch);
      if (queries.length != batch.rows() * tree.width()) {
        throw EsscherException.data(
            "the columns %s have %d numbers per row, those of the log %d",
            columns, queries.length / Math.max(1, batch.rows()), tree.width());
      }
      return found(batch, queries, tree, fetched, context.columns());
    };
  }

  private Batch found(
      Batch batch,
      double[] queries,
      PointTree tree,
      Map<String, double[]> fetched,
      Columns columns) {
    int[] starts = new int[batch.rows() + 1];
    double[] rows = new double[batch.rows() * neighbors];
    double[] distances = new double[rows.length];
    for (int row = 0; row < batch.rows(); row++) {
      starts[row + 1] = starts[row] + neighbors;
      List<PointTree.Near> found = tree.nearest(queries, row * tree.width(), neighbors);
      for (int i = 0; i < neighbors; i++) {
        rows[starts[row] + i] = found.get(i).point();
        distances[starts[row] + i] = Math.sqrt(found.get(i).squared());
      }
    }
    Batch answer =
        batch
            .with("neighbor_row", columns.lists(starts, rows))
            .with("neighbor_distance", columns.lists(starts, distances));
    for (Map.Entry<String, double[]> each : fetched.entrySet()) {
      int width = each.getValue().length / tree.points();
      double[] values = new double[rows.length * width];
      for (int i = 0; i < rows.length; i++) {
        System.arraycopy(each.getValue(), ((int) rows[i]) * width, values, i * width, width);
      }
      Column told =
          width == 1 ? columns.lists(starts, values) : columns.vectorLists(width, starts, values);
      answer = answer.with("neighbor_" + each.getKey(), told);
    }
    return answer;
  }
}
