package org.esscher.plugins.base.ope;

import static org.esscher.api.Level.BATCH;

import java.util.Map;
import org.esscher.api.Component;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Statistic;

/**
 * The direct method, (1/n) Σ V̂(x): the mean of what a reward model predicts for the evaluated
 * policy ({@code value_pred}). As biased as the model, and its standard error does not know of
 * that.
 */
@Component(
    value = "dm",
    summary = "value of a policy by the direct method: a reward model's predictions",
    paper = "Dudík et al. 2011, arXiv 1103.4601")
public record DirectMethod() implements Statistic {
  @Override
  public Map<String, Expr> quantities(Inputs in) {
    return Map.of("dm", LoggedDecisions.of(in).predictedValue().mean(BATCH));
  }
}
