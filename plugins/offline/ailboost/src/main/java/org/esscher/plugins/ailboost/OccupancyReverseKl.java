package org.esscher.plugins.ailboost;

import java.util.Map;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.CustomObjective;
import org.esscher.api.Data;
import org.esscher.api.DistributionDivergence;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Level;
import org.esscher.api.State;

/**
 * KL(d‖d^E) of the state-action distributions of a policy and an expert.
 *
 * <p>Of samples it is 1 − L(D) = 1 − mean_E e^−D − mean_π D, a lower bound that is attained at D =
 * log d^E/d; its derivative is in D alone. So a step that descends it makes D worse: train D by
 * {@code ail-discriminator-loss}, which descends L. Slot and state are those of that estimator.
 *
 * <p>Of two enumerated distributions it is Σ d (log d − log d^E), +∞ where the expert has no mass
 * and the policy has some.
 */
@Component(
    value = "occupancy-reverse-kl",
    summary = "KL divergence of a policy's occupancy from an expert's, variational or exact",
    paper = "Chang et al. 2024, arXiv 2404.08513; variational form of Nguyen et al. 2010")
public record OccupancyReverseKl() implements DistributionDivergence, CustomObjective {
  private static final String NAME = "occupancy-reverse-kl";

  @Override
  public Expr between(Expr logPolicy, Expr logTarget, Level to) {
    Expr absent = logPolicy.equalTo(Double.NEGATIVE_INFINITY);
    Expr outside = logTarget.equalTo(Double.NEGATIVE_INFINITY);
    Expr ratio = outside.select(Expr.of(0), logPolicy.minus(logTarget));
    Expr inside = absent.select(Expr.of(0), logPolicy.exp().times(ratio));
    Expr beyond = absent.select(Expr.of(0), Expr.of(Double.POSITIVE_INFINITY));
    return outside.select(beyond, inside).sum(to);
  }

  /** Not at all: each source's mean is over the whole batch. */
  @Override
  public Split split() {
    return Split.BATCH;
  }

  @Override
  public Map<String, Expr> reads(Inputs in) {
    return ScoredRows.reads(in);
  }

  @Override
  public Result estimate(Data data, State state, Context context) {
    return ScoredRows.of(VariationalForm.RKL, data, NAME).result(NAME, 1, -1, context);
  }
}
