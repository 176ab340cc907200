package org.esscher.plugins.base.ope;

import static org.esscher.api.Level.BATCH;

import jakarta.validation.constraints.PositiveOrZero;
import java.util.Map;
import org.esscher.api.Component;
import org.esscher.api.Default;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Statistic;

/**
 * The doubly robust estimator that trusts only the reward model where the weight is above a
 * threshold, (1/n) Σ [V̂(x) + w·1(w ≤ τ)·(r − q̂(x, a))]: variance is traded for the model's bias.
 *
 * <p>Beside the value: {@code ess}, {@code largest_weight} and {@code mean_weight} of all weights,
 * before the switch, and {@code switched_fraction}, the share of rows above the threshold.
 *
 * @param threshold τ; 0 is the direct method, infinity the doubly robust estimator
 */
@Component(
    value = "switch-dr",
    summary = "doubly robust estimator without the rows whose weight is above a threshold",
    paper = "Wang, Agarwal and Dudík 2017, arXiv 1612.01205")
public record SwitchDoublyRobust(@Default("10") @PositiveOrZero double threshold)
    implements Statistic {
  @Override
  public Map<String, Expr> quantities(Inputs in) {
    LoggedDecisions log = LoggedDecisions.of(in);
    Expr switched = log.weight().greaterThan(threshold);
    Expr residual = log.reward().minus(log.predictedReward());
    Expr correction = switched.select(Expr.of(0), log.weight().times(residual));
    Map<String, Expr> quantities =
        log.weighted("switch-dr", log.predictedValue().plus(correction).mean(BATCH));
    quantities.put("switched_fraction", switched.mean(BATCH));
    return quantities;
  }
}
