package org.esscher.plugins.base.estimator;

import static org.esscher.api.Level.TOKEN;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.PositiveOrZero;
import org.esscher.api.Aggregation;
import org.esscher.api.Component;
import org.esscher.api.Default;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Losses;
import org.esscher.api.Objective;
import org.esscher.api.Slot;

/**
 * Proximal policy optimization: minus the clipped surrogate min(ρA, clip(ρ, 1 − low, 1 + high)·A)
 * of each token, ρ = π/π_old, with an optional penalty on the divergence from the reference.
 *
 * <p>Reads {@code advantage} and {@code old_logp} token by token. Metrics: {@code clip_fraction},
 * the share of tokens that the clip leaves without a gradient, and {@code approx_kl}, an unbiased
 * estimate of KL(π_old‖π) a token.
 *
 * @param clipLow how far the ratio may fall below 1, within [0, 1]
 * @param clipHigh how far the ratio may rise above 1
 * @param aggregation how tokens are averaged: {@code token-mean} (all tokens alike), {@code
 *     sequence-mean-token-sum} or {@code sequence-mean-token-mean} (rows alike, by sum or mean),
 *     {@code group-mean-token-mean}
 * @param klWeight weight of the KL penalty on each token, in advantage units per nat; 0 asks for no
 *     reference
 * @param klValue KL estimator that is reported
 * @param klGradient KL estimator whose derivative is descended; where it differs from the one that
 *     is reported, the loss is a surrogate
 */
@Component(
    value = "ppo-clip",
    summary = "clipped surrogate of proximal policy optimization, token by token",
    paper = "Schulman et al. 2017, arXiv 1707.06347, equation 7")
public record PpoClip(
    @Default("0.2") @PositiveOrZero @DecimalMax(value = "1", message = "must be at most 1")
        double clipLow,
    @Default("0.2") @PositiveOrZero double clipHigh,
    @Default("token-mean") Aggregation aggregation,
    @Default("0") @PositiveOrZero double klWeight,
    @Default("k3") KlEstimator klValue,
    @Default("k2") KlEstimator klGradient)
    implements Objective {
  @Override
  public Losses losses(Inputs in) {
    Slot samples = TokenSlot.of(in.slot("samples"), aggregation);
    Expr logp = samples.output("policy", "logp", TOKEN);
    Expr logRatio = logp.minus(samples.column("old_logp", TOKEN));
    Expr advantage = samples.column("advantage", TOKEN);
    ClippedSurrogate clipped = new ClippedSurrogate(logRatio, advantage, clipLow, clipHigh);
    Losses losses =
        new KlPenalty(klWeight, klValue, klGradient)
            .penalized("ppo-clip", samples, logp, clipped.surrogate().negate(), aggregation)
            .metric("clip_fraction", clipped.clipFraction())
            .metric("approx_kl", clipped.approximateKl());
    return TokenSlot.requireTokens(losses, aggregation, logp);
  }
}
