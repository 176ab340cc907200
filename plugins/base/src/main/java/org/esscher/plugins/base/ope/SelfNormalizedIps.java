package org.esscher.plugins.base.ope;

import static org.esscher.api.Level.BATCH;

import java.util.Map;
import org.esscher.api.Component;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Statistic;

/**
 * Self-normalized inverse propensity scoring, Σ w r / Σ w: biased by O(1/n), within the range of
 * the rewards, and unmoved by a constant added to them.
 */
@Component(
    value = "snips",
    summary = "value of a policy by self-normalized inverse propensity scoring",
    paper =
        "Swaminathan and Joachims 2015, The self-normalized estimator for counterfactual learning")
public record SelfNormalizedIps() implements Statistic {
  @Override
  public Map<String, Expr> quantities(Inputs in) {
    LoggedDecisions log = LoggedDecisions.of(in);
    Expr weight = log.weight();
    return log.weighted("snips", weight.times(log.reward()).sum(BATCH).over(weight.sum(BATCH)));
  }
}
