package org.esscher.plugins.base.ope;

import static org.esscher.api.Level.BATCH;

import java.util.Map;
import org.esscher.api.Component;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Statistic;

/**
 * Inverse propensity scoring, (1/n) Σ w r with w = π(a|x)/propensity: unbiased where the logger
 * takes every action that the policy takes.
 */
@Component(
    value = "ips",
    summary = "value of a policy by inverse propensity scoring",
    paper = "Horvitz and Thompson 1952, doi:10.1080/01621459.1952.10483446")
public record InversePropensityScoring() implements Statistic {
  @Override
  public Map<String, Expr> quantities(Inputs in) {
    LoggedDecisions log = LoggedDecisions.of(in);
    return log.weighted("ips", log.weight().times(log.reward()).mean(BATCH));
  }
}
