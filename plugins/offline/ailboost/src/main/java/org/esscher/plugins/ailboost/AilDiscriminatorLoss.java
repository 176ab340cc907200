package org.esscher.plugins.ailboost;

import java.util.Map;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.CustomObjective;
import org.esscher.api.Data;
import org.esscher.api.Default;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.State;

/**
 * The variational loss of a discriminator D between an expert and a policy: under {@code rkl} the
 * mean of e^−D over the expert's rows, and the weighted mean of D over the policy's. Its optimum is
 * D = log d^E/d, the reward of the next learner, and its minimum 1 − KL(d‖d^E). Exact, but for a
 * score below −20 in the exponential. It has no gradient penalty; that is {@code
 * ail-gradient-penalty}.
 *
 * <p>Slot {@code transitions}: {@code source}, the text expert or policy; {@code score}, D, of role
 * {@code discriminator}; {@code weight}, 1 where rows were drawn by their weights already. State
 * {@code clamped}: how many of the expert's rows had a score below −20 so far.
 *
 * @param divergence variational form that the loss descends
 */
@Component(
    value = "ail-discriminator-loss",
    summary = "variational loss of a discriminator between an expert and a weighted replay memory",
    paper = "Chang et al. 2024, arXiv 2404.08513, equation 4")
public record AilDiscriminatorLoss(@Default("rkl") VariationalForm divergence)
    implements CustomObjective {
  private static final String NAME = "ail-discriminator-loss";

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
    return ScoredRows.of(divergence, data, NAME).result(NAME, 0, 1, context);
  }
}
