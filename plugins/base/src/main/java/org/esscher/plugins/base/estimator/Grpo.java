package org.esscher.plugins.base.estimator;

import static org.esscher.api.Level.BATCH;
import static org.esscher.api.Level.GROUP;
import static org.esscher.api.Level.ROW;
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
 * Group relative policy optimization: the clipped surrogate with one advantage a sequence, the
 * reward standardized among the answers to its prompt, A = (r − mean)/(std + ε) with the population
 * standard deviation, plus a penalty on the divergence from the reference.
 *
 * <p>Reads {@code reward} a row, {@code old_logp} token by token, and groups by {@code prompt_id}.
 * A group whose rewards are all equal, one row included, has advantage 0. Metrics: {@code
 * clip_fraction}, {@code approx_kl} (of KL(π_old‖π) a token), {@code zero_variance_fraction} of
 * groups, and {@code kl} where there is a penalty.
 *
 * @param clipLow how far the ratio may fall below 1, within [0, 1]
 * @param clipHigh how far the ratio may rise above 1
 * @param epsilon ε, in reward units: bounds advantages where rewards hardly differ
 * @param klWeight weight of the KL penalty on each token; 0 asks for no reference
 * @param klValue KL estimator that is reported
 * @param klGradient KL estimator whose derivative is descended (k3 in the paper, whose gradient is
 *     that of the forward KL); where it differs from the one that is reported, the loss is a
 *     surrogate
 * @param aggregation how tokens are averaged: {@code token-mean} (all tokens alike), {@code
 *     sequence-mean-token-sum} or {@code sequence-mean-token-mean} (rows alike, by sum or mean),
 *     {@code group-mean-token-mean}
 */
@Component(
    value = "grpo",
    summary = "clipped surrogate with rewards standardized within each prompt's answers",
    paper = "Shao et al. 2024, arXiv 2402.03300, equations 3 and 4")
public record Grpo(
    @Default("0.2") @PositiveOrZero @DecimalMax(value = "1", message = "must be at most 1")
        double clipLow,
    @Default("0.2") @PositiveOrZero double clipHigh,
    @Default("1e-4") @PositiveOrZero double epsilon,
    @Default("0.04") @PositiveOrZero double klWeight,
    @Default("k3") KlEstimator klValue,
    @Default("k3") KlEstimator klGradient,
    @Default("sequence-mean-token-mean") Aggregation aggregation)
    implements Objective {
  @Override
  public Losses losses(Inputs in) {
    Slot samples = in.slot("samples").groupedBy("prompt_id");
    Expr reward = samples.column("reward", ROW);
    Expr std = reward.populationStd(GROUP);
    Expr standardized = reward.minus(reward.mean(GROUP)).over(std.plus(epsilon));
    Expr advantage = std.greaterThan(0).select(standardized, Expr.of(0));
    Expr logp = samples.output("policy", "logp", TOKEN);
    Expr logRatio = logp.minus(samples.column("old_logp", TOKEN));
    ClippedSurrogate clipped = new ClippedSurrogate(logRatio, advantage, clipLow, clipHigh);
    Losses losses =
        new KlPenalty(klWeight, klValue, klGradient)
            .penalized("grpo", samples, logp, clipped.surrogate().negate(), aggregation)
            .metric("clip_fraction", clipped.clipFraction())
            .metric("approx_kl", clipped.approximateKl())
            .metric("zero_variance_fraction", std.equalTo(0).mean(BATCH));
    return TokenSlot.requireTokens(losses, aggregation, logp);
  }
}
