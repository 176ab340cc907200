package org.esscher.plugins.base.ope;

import static org.esscher.api.Level.BATCH;
import static org.esscher.api.Level.ROW;

import java.util.LinkedHashMap;
import java.util.Map;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Slot;

/**
 * The slot {@code log}: one logged decision a row, evaluated for the role {@code policy}.
 *
 * @param log the slot
 */
record LoggedDecisions(Slot log) {
  static LoggedDecisions of(Inputs in) {
    return new LoggedDecisions(in.slot("log"));
  }

  Expr reward() {
    return log.column("reward", ROW);
  }

  /** The reward model's prediction for the logged action. */
  Expr predictedReward() {
    return log.column("q_pred", ROW);
  }

  /** The reward model's prediction averaged over the evaluated policy's actions. */
  Expr predictedValue() {
    return log.column("value_pred", ROW);
  }

  /** How much more likely the evaluated policy takes the logged action than the logger did. */
  Expr weight() {
    Expr logPropensity = log.column("propensity", ROW).log();
    return log.output("policy", "logp", ROW).minus(logPropensity).exp();
  }

  /**
   * A value with what says whether to believe it: {@code ess} = (Σw)²/Σw², {@code largest_weight},
   * {@code mean_weight} (1 in expectation where the logger takes every action that the policy
   * takes).
   */
  Map<String, Expr> weighted(String id, Expr value) {
    Expr weight = weight();
    Expr total = weight.sum(BATCH);
    Expr squares = weight.square().sum(BATCH);
    Map<String, Expr> quantities = new LinkedHashMap<>();
    quantities.put(id, value);
    quantities.put("ess", squares.greaterThan(0).select(total.square().over(squares), Expr.of(0)));
    quantities.put("largest_weight", weight.maximum(BATCH));
    quantities.put("mean_weight", weight.mean(BATCH));
    return quantities;
  }
}
