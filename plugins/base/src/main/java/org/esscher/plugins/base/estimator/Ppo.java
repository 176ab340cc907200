package org.esscher.plugins.base.estimator;

import static org.esscher.api.Level.BATCH;
import static org.esscher.api.Level.ROW;

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
import org.esscher.api.Slot;

/**
 * Proximal policy optimization of an actor and a critic: minus the clipped surrogate min(ρA,
 * clip(ρ, 1 − ε, 1 + ε)·A) of each step, ρ = π/π_old, minus an entropy bonus; and half the squared
 * error of the critic's value. ({@code ppo-clip} is the same surrogate on the tokens of a text.)
 *
 * <p>Slot {@code transitions}: {@code observation, action, old_logp, advantage, return_to_go}, see
 * {@code generalized-advantages}. Roles {@code policy} and {@code value}. Metrics: {@code
 * clip_fraction}, the share of steps that the clip leaves without a gradient, and {@code
 * approx_kl}, an unbiased estimate of KL(π_old‖π).
 *
 * @param clip ε: how far the ratio to the old policy may be from 1 before it is clipped
 * @param entropyWeight weight of the bonus, in units of the advantage per nat; 0 asks for no
 *     entropy
 * @param normalizeAdvantages whether a batch's advantages are standardized, with population
 *     standard deviation + 1e-8
 */
@Component(
    value = "ppo",
    summary = "clipped surrogate of a policy's steps, and a critic's error",
    paper = "Schulman et al. 2017, arXiv 1707.06347, equations 7 and 9")
public record Ppo(
    @Default("0.2") @Positive @DecimalMax("1") double clip,
    @Default("0") @PositiveOrZero double entropyWeight,
    @Default("true") boolean normalizeAdvantages)
    implements Objective {
  private static final double LEAST_DEVIATION = 1e-8;

  @Override
  public Losses losses(Inputs in) {
    Slot steps = in.slot("transitions");
    Expr logRatio = steps.output("policy", "logp", ROW).minus(steps.column("old_logp", ROW));
    ClippedSurrogate clipped = new ClippedSurrogate(logRatio, advantage(steps), clip, clip);
    Expr loss = clipped.surrogate().negate().mean(BATCH);
    if (entropyWeight > 0) {
      Expr entropy = steps.output("policy", "entropy", ROW).mean(BATCH);
      loss = loss.minus(entropy.times(entropyWeight));
    }
    Expr error = steps.output("value", "value", ROW).minus(steps.column("return_to_go", ROW));
    return Losses.of(
            Loss.exact("policy", "policy", loss),
            Loss.exact("value", "value", error.square().times(0.5).mean(BATCH)))
        .metric("clip_fraction", clipped.clipFraction())
        .metric("approx_kl", clipped.approximateKl());
  }

  private Expr advantage(Slot steps) {
    Expr advantage = steps.column("advantage", ROW);
    return normalizeAdvantages
        ? advantage
            .minus(advantage.mean(BATCH))
            .over(advantage.populationStd(BATCH).plus(LEAST_DEVIATION))
        : advantage;
  }
}
