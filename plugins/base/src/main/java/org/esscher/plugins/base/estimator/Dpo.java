package org.esscher.plugins.base.estimator;

import static org.esscher.api.Level.BATCH;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import org.esscher.api.Component;
import org.esscher.api.Default;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Loss;
import org.esscher.api.Losses;
import org.esscher.api.Objective;

/**
 * Direct preference optimization: −log σ(z) with z = β[(log π − log π_ref)(chosen) − (log π − log
 * π_ref)(rejected)], log-probs of whole answers.
 *
 * <p>Metrics: {@code accuracy} (ties count half), {@code margin} z, {@code chosen_reward} and
 * {@code rejected_reward}, the implicit rewards β(log π − log π_ref).
 *
 * @param beta β: strength of the pull towards the reference, in reward units per nat
 * @param labelSmoothing the probability that a preference is the wrong way round, within [0, ½)
 */
@Component(
    value = "dpo",
    summary = "direct preference optimization, −log σ of the implicit reward difference",
    paper =
        "Rafailov et al. 2023, arXiv 2305.18290, equation 7; label smoothing of Mitchell 2023, A"
            + " note on DPO with noisy preferences")
public record Dpo(
    @Default("0.1") @Positive double beta,
    @Default("0")
        @PositiveOrZero
        @DecimalMax(value = "0.5", inclusive = false, message = "must be below 0.5")
        double labelSmoothing)
    implements Objective {
  @Override
  public Losses losses(Inputs in) {
    PreferencePairs pairs = PreferencePairs.of(in.slot("pairs"));
    Expr z = pairs.difference().times(beta);
    Expr loss = z.negate().softplus();
    if (labelSmoothing > 0) {
      Expr flipped = z.softplus();
      loss = loss.times(1 - labelSmoothing).plus(flipped.times(labelSmoothing));
    }
    return pairs.withRewards(Losses.of(Loss.exact("dpo", "policy", loss.mean(BATCH))), beta);
  }
}
