package org.esscher.plugins.base.estimator;

import static org.esscher.api.Level.BATCH;

import jakarta.validation.constraints.Positive;
import org.esscher.api.Component;
import org.esscher.api.Default;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Loss;
import org.esscher.api.Losses;
import org.esscher.api.Objective;

/**
 * Identity preference optimization: (h − 1/(2β))² with h = (log π − log π_ref)(chosen) − (log π −
 * log π_ref)(rejected), log-probs of whole answers. Unlike {@link Dpo}'s, its optimum stays near
 * the reference where preferences are deterministic.
 *
 * <p>Metrics as for {@link Dpo}.
 *
 * @param beta β (τ in the paper), in units of preference probability per nat
 */
@Component(
    value = "ipo",
    summary = "identity preference optimization, a squared distance of the log-ratio difference",
    paper = "Azar et al. 2023, arXiv 2310.12036, equation 17")
public record Ipo(@Default("0.1") @Positive double beta) implements Objective {
  @Override
  public Losses losses(Inputs in) {
    PreferencePairs pairs = PreferencePairs.of(in.slot("pairs"));
    Expr loss = pairs.difference().minus(1 / (2 * beta)).square();
    return pairs.withRewards(Losses.of(Loss.exact("ipo", "policy", loss.mean(BATCH))), beta);
  }
}
