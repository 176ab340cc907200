package org.esscher.plugins.base.estimator;

import static org.esscher.api.Level.BATCH;
import static org.esscher.api.Level.ROW;

import jakarta.validation.constraints.Positive;
import org.esscher.api.Component;
import org.esscher.api.Default;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Loss;
import org.esscher.api.Losses;
import org.esscher.api.Objective;
import org.esscher.api.Slot;

/**
 * What a policy would have lost on another's decisions, −mean min(w, M)(r − λ) with w =
 * π(a|x)/propensity: inverse propensity scoring with clipped weights, which bounds its variance.
 * Rows whose weight is clipped have no gradient. The translation λ is what untold actions are taken
 * to pay: with λ = 0 and rewards of one sign a policy gains by avoiding, or seeking, what was
 * logged, whatever it paid.
 *
 * <p>Slot {@code log}: {@code propensity, reward}. Role {@code policy}.
 *
 * @param maxWeight M: largest importance weight π/π_b of a row; larger ones are cut to it
 * @param translation λ: what is subtracted from rewards, in their units
 */
@Component(
    value = "clipped-ips",
    summary = "off-policy learning from logged decisions by clipped inverse propensities",
    paper =
        "Bottou et al. 2013, arXiv 1209.2355; translation of Joachims, Swaminathan and de Rijke"
            + " 2018, Deep Learning with Logged Bandit Feedback")
public record ClippedIps(
    @Default("10") @Positive double maxWeight, @Default("0") double translation)
    implements Objective {
  @Override
  public Losses losses(Inputs in) {
    Slot log = in.slot("log");
    Expr logPropensity = log.column("propensity", ROW).log();
    Expr weight = log.output("policy", "logp", ROW).minus(logPropensity).exp();
    Expr gain = weight.min(maxWeight).times(log.column("reward", ROW).minus(translation));
    return Losses.of(Loss.exact("clipped-ips", "policy", gain.mean(BATCH).negate()))
        .metric("mean_weight", weight.mean(BATCH))
        .metric("clipped_fraction", weight.greaterThan(maxWeight).mean(BATCH));
  }
}
