package org.esscher.spitests.probe;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.esscher.api.Column;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Data;
import org.esscher.api.Default;
import org.esscher.api.Divergence;
import org.esscher.api.EsscherException;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Learner;
import org.esscher.api.Level;
import org.esscher.api.RobustDual;
import org.esscher.api.Slot;
import org.esscher.api.State;

/** Robust regularized pessimistic value iteration from a log, with linear features; no gradient. */
@Component("r2pvi")
record R2pvi(
    @Default("robust-kl") Divergence divergence,
    @Default("0.1") @Positive double lambda,
    @Default("1") @PositiveOrZero double beta,
    @Default("0.1") @Positive double ridge,
    @Min(1) int horizon,
    List<List<Double>> theta)
    implements Learner {
  @Override
  public Map<String, Expr> reads(Inputs in) {
    Slot log = in.slot("log");
    return Map.of(
        "step", log.column("step", Level.ROW),
        "features", log.column("features", Level.ROW),
        "next_features", log.column("next_features", Level.TOKEN),
        "next_is_fail", log.column("next_is_fail", Level.ROW));
  }

  @Override
  public State fit(Data data, State previous, Context context) {
    RobustDual dual =
        divergence
            .as(RobustDual.class)
            .orElseThrow(() -> EsscherException.user("%s has no robust dual", divergence));
    State fitted = State.empty();
    for (int h = horizon - 1; h >= 0; h--) {
      fitted = backward(h, data, dual, fitted);
    }
    return fitted;
  }

  private State backward(int h, Data data, RobustDual dual, State later) {
    List<Integer> rows = rowsOf(data.get("step"), h);
    RidgeRegression regression = new RidgeRegression(ridge, data.get("features"), rows);
    double[] weights = theta.get(h).stream().mapToDouble(Double::doubleValue).toArray();
    State current = later.with("bonus/" + h, regression.deviations());
    if (h < horizon - 1 && !rows.isEmpty()) {
      double[] values = nextValues(h, data, rows, later);
      double low = java.util.Arrays.stream(values).min().orElse(0);
      double[] worst =
          dual.value(
              g -> regression.fit(java.util.Arrays.stream(values).map(g).toArray()),
              lambda,
              new RobustDual.Range(0, low, horizon));
      for (int i = 0; i < weights.length; i++) {
        weights[i] += worst[i];
      }
    }
    return current.with("weights/" + h, weights);
  }

  private static List<Integer> rowsOf(Column step, int h) {
    List<Integer> rows = new ArrayList<>();
    for (int row = 0; row < step.rows(); row++) {
      if (step.at(row) == h) {
        rows.add(row);
      }
    }
    return rows;
  }

  /** The best action's value at each row's next state; 0 where the episode failed. */
  private double[] nextValues(int h, Data data, List<Integer> rows, State later) {
    Column next = data.get("next_features");
    Column fail = data.get("next_is_fail");
    RobustValue value = new RobustValue(later, h + 1, beta, horizon);
    double[] values = new double[rows.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = fail.at(rows.get(i)) != 0 ? 0 : value.best(next, rows.get(i)).value();
    }
    return values;
  }

  @Override
  public RobustPolicy load(State fitted, Context context) {
    return new RobustPolicy(fitted, beta, horizon);
  }
}
