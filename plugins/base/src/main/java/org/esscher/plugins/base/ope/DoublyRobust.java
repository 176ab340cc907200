package org.esscher.plugins.base.ope;

import static org.esscher.api.Level.BATCH;

import java.util.Map;
import org.esscher.api.Component;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Statistic;

/**
 * The doubly robust estimator, (1/n) Σ [V̂(x) + w(r − q̂(x, a))]: unbiased when either the
 * propensities or the reward model are right.
 */
@Component(
    value = "dr",
    summary = "value of a policy by the doubly robust estimator",
    paper = "Dudík et al. 2011, arXiv 1103.4601")
public record DoublyRobust() implements Statistic {
  @Override
  public Map<String, Expr> quantities(Inputs in) {
    LoggedDecisions log = LoggedDecisions.of(in);
    Expr residual = log.reward().minus(log.predictedReward());
    Expr value = log.predictedValue().plus(log.weight().times(residual));
    return log.weighted("dr", value.mean(BATCH));
  }
}
