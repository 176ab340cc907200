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
   * takes), {@code zero_weight_fraction}, the share of rows that don't count.
   */
  Map<String, Expr> weighted(String id, Expr value) {
    Expr weight = weight();
    Expr largest = weight.maximum(BATCH);
    // In units of the largest: squares of weights beyond 1e154 are infinite, and below 1e-162 they
    // are 0. Where all weights are 0, the effective size is.
    Expr unit = largest.greaterThan(0).select(largest, Expr.of(1)).stop();
    Expr share = weight.over(unit);
    Expr squares = share.square().sum(BATCH);
    Expr size = share.sum(BATCH).square().over(squares);
    Map<String, Expr> quantities = new LinkedHashMap<>();
    quantities.put(id, value);
    quantities.put("ess", squares.greaterThan(0).select(size, Expr.of(0)));
    quantities.put("largest_weight", largest);
    quantities.put("mean_weight", weight.mean(BATCH));
    quantities.put("zero_weight_fraction", weight.equalTo(0).mean(BATCH));
    return quantities;
  }
}
