package org.esscher.plugins.prdc;

import static org.esscher.api.Level.ROW;

import jakarta.validation.constraints.Positive;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.CustomObjective;
import org.esscher.api.Data;
import org.esscher.api.Default;
import org.esscher.api.Divergence;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Loss;
import org.esscher.api.Slot;
import org.esscher.api.State;

/**
 * How far a policy's pairs of observation and action are from a log, as a set of points: a log in
 * which rows are given twice is the same log. Neighbors are near in β times the observation and the
 * action, and ties go to the earlier row; the mean runs over rows and neighbors. The search has no
 * derivative: the gradient is of the action, with the neighbors as they are. Exact.
 *
 * <p>Slot {@code transitions}: {@code observation}, and {@code policy_action}, the output {@code
 * action} of {@code actor}. Slot {@code dataset}: {@code observation, action} of the log, in the
 * same units. Loss {@code point-set}.
 *
 * @param form how distances are measured
 * @param beta β, how much observations count against actions
 * @param k neighbors of a pair; the log needs at least as many rows
 */
@Component(
    value = "dataset-point-set",
    summary = "distance of a policy's actions from the nearest pairs of a log",
    paper = "Ran et al. 2023, arXiv 2306.06569, definition of the dataset constraint")
public record DatasetPointSet(
    @Default("action-mse") Form form,
    @Default("2") @Positive double beta,
    @Default("1") @Positive int k)
    implements CustomObjective, Divergence {
  static final String OBSERVATION = "observation";
  static final String ACTION = "policy_action";
  static final String LOGGED_OBSERVATION = "logged_observation";
  static final String LOGGED_ACTION = "logged_action";
  static final String WEIGHT = "weight";

  /** Neighbors are of the whole log, whatever part of the rows is looked at. */
  @Override
  public Split split() {
    return Split.BATCH;
  }

  @Override
  public Map<String, Expr> reads(Inputs in) {
    Slot transitions = in.slot("transitions");
    Slot dataset = in.slot("dataset");
    Map<String, Expr> reads = new LinkedHashMap<>();
    reads.put(OBSERVATION, transitions.column("observation", ROW));
    reads.put(ACTION, transitions.output("actor", "action", ROW).as(ACTION));
    reads.put(WEIGHT, transitions.weight());
    reads.put(LOGGED_OBSERVATION, dataset.column("observation", ROW));
    reads.put(LOGGED_ACTION, dataset.column("action", ROW));
    return reads;
  }

  @Override
  public Result estimate(Data data, State state, Context context) {
    Distances distances = distances(data, context);
    double[] weights = data.get(WEIGHT).toArray();
    double sum = 0;
    double weight = 0;
    for (int row = 0; row < weights.length; row++) {
      sum += weights[row] * distances.of(row);
      weight += weights[row];
    }
    return Result.of(
        new Part(
            "point-set",
            Set.of("actor"),
            Loss.Kind.EXACT,
            sum,
            weight,
            Map.of(ACTION, distances.cotangents(data.get(ACTION), weights, context))));
  }

  /** The distance of each row, a mean over its neighbors. */
  static final class Distances {
    private final double[] values;
    // Derivatives in the components of the row's action, row by row.
    private final double[] slopes;

    Distances(double[] values, double[] slopes) {
      this.values = values;
      this.slopes = slopes;
    }

    double of(int row) {
      return values[row];
    }

    /** Derivatives of the weighted sum, in the shape of the actions. */
    Column cotangents(Column actions, double[] weights, Context context) {
      double[] cotangents = new double[slopes.length];
      for (int i = 0; i < cotangents.length; i++) {
        cotangents[i] = weights[i / actions.width()] * slopes[i];
      }
      return context.columns().shapedLike(actions, cotangents);
    }
  }

  /** Looks the neighbors up, and measures. */
  Distances distances(Data data, Context context) {
    Column observations = data.get(OBSERVATION);
    Column actions = data.get(ACTION);
    Batch neighbors = neighbors(data, observations, actions, context);
    Column nearObservations = neighbors.column("neighbor_observation");
    Column nearActions = neighbors.column("neighbor_action");
    int width = actions.width();
    double[] values = new double[actions.rows()];
    double[] slopes = new double[actions.rows() * width];
    for (int row = 0; row < values.length; row++) {
      for (int near = row * k; near < (row + 1) * k; near++) {
        double apart = beta * beta * squared(observations, row, nearObservations, near);
        double acted = squared(actions, row, nearActions, near);
        values[row] += form.value(apart, acted, width) / k;
        double slope = form.slope(apart, acted, width) / k;
        for (int c = 0; c < width; c++) {
          double difference = actions.at(row * width + c) - nearActions.at(near * width + c);
          slopes[row * width + c] += slope * difference;
        }
      }
    }
    return new Distances(values, slopes);
  }

  private Batch neighbors(Data data, Column observations, Column actions, Context context) {
    Map<String, Column> queries = new LinkedHashMap<>();
    queries.put("observation", observations);
    queries.put("action", actions);
    Map<String, Column> log = new LinkedHashMap<>();
    log.put("observation", data.get(LOGGED_OBSERVATION));
    log.put("action", data.get(LOGGED_ACTION));
    Neighbors search = new Neighbors(beta, k, List.of("observation", "action"));
    return search.find(context.columns().batch(queries), context.columns().batch(log), context);
  }

  private static double squared(Column one, int row, Column other, int otherRow) {
    int width = one.width();
    double sum = 0;
    for (int c = 0; c < width; c++) {
      double difference = one.at(row * width + c) - other.at(otherRow * width + c);
      sum += difference * difference;
    }
    return sum;
  }
}
