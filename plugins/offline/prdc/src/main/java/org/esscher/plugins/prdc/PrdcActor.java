package org.esscher.plugins.prdc;

import static org.esscher.api.Level.ROW;

import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.esscher.api.Column;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.CustomObjective;
import org.esscher.api.Data;
import org.esscher.api.Default;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Loss;
import org.esscher.api.Slot;
import org.esscher.api.State;

/**
 * The actor's loss: −λ·mean Q₁(s, π(s)) + the mean distance of (s, π(s)) from the log, as {@code
 * dataset-point-set} measures it, with λ = α / max(mean |Q₁(s, π(s))|, 1e-8). Neither λ nor the
 * search has a derivative, so it is a surrogate; a critic that is 0 throughout is warned of.
 *
 * <p>Slot {@code transitions}: {@code observation}, {@code policy_action}, the output {@code
 * action} of {@code actor}, and {@code q}, the critic's value at that action; of several values the
 * first counts. Slot {@code dataset}: {@code observation, action} of the log, or of any part of it
 * in its order that has each row's neighbors. {@code actor} is trained, also by way of {@code
 * critic}, which is not.
 *
 * @param alpha α, the weight of the critic; with 0 only the distance is left
 * @param beta β, how much observations count against actions
 * @param k number k of nearest neighbors in the log that a pair is compared with
 * @param form how distances are measured
 */
@Component(
    value = "prdc-actor",
    summary = "an actor that ascends a critic and stays near the pairs of a log",
    paper = "Ran et al. 2023, arXiv 2306.06569, and the authors' program")
public record PrdcActor(
    @Default("2.5") @PositiveOrZero double alpha,
    @Default("2") @Positive double beta,
    @Default("1") @Positive int k,
    @Default("action-mse") Form form)
    implements CustomObjective {
  private static final String Q = "q";
  private static final double LEAST_SIZE = 1e-8;

  private DatasetPointSet pointSet() {
    return new DatasetPointSet(form, beta, k);
  }

  /** λ is of the whole batch. */
  @Override
  public Split split() {
    return Split.BATCH;
  }

  @Override
  public Map<String, Expr> reads(Inputs in) {
    Map<String, Expr> reads = new LinkedHashMap<>(pointSet().reads(in));
    Slot transitions = in.slot("transitions");
    Expr action = transitions.output("actor", "action", ROW).as(DatasetPointSet.ACTION);
    reads.put(Q, transitions.output("critic", "q_members", ROW).at("action", action).as(Q));
    return reads;
  }

  @Override
  public Result estimate(Data data, State state, Context context) {
    DatasetPointSet.Distances distances = pointSet().distances(data, context);
    double[] weights = data.get(DatasetPointSet.WEIGHT).toArray();
    Column q = data.get(Q);
    double weight = 0;
    double values = 0;
    double sizes = 0;
    double apart = 0;
    for (int row = 0; row < weights.length; row++) {
      double first = q.at((long) row * q.width());
      weight += weights[row];
      values += weights[row] * first;
      sizes += weights[row] * Math.abs(first);
      apart += weights[row] * distances.of(row);
    }
    double lambda = lambda(sizes / weight, context);
    double[] ofQ = new double[weights.length * q.width()];
    for (int row = 0; row < weights.length; row++) {
      ofQ[row * q.width()] = -lambda * weights[row];
    }
    Map<String, Column> cotangents = new LinkedHashMap<>();
    cotangents.put(Q, context.columns().shapedLike(q, ofQ));
    cotangents.put(
        DatasetPointSet.ACTION,
        distances.cotangents(data.get(DatasetPointSet.ACTION), weights, context));
    return Result.of(
        new Part(
            "actor",
            Set.of("actor"),
            Loss.Kind.SURROGATE,
            apart - lambda * values,
            weight,
            cotangents));
  }

  private double lambda(double size, Context context) {
    if (size == 0) {
      context
          .logger()
          .log(
              System.Logger.Level.WARNING,
              "the critic is 0 at all of the policy's actions; its mean size counts as {0}",
              LEAST_SIZE);
    }
    return alpha / Math.max(size, LEAST_SIZE);
  }
}
