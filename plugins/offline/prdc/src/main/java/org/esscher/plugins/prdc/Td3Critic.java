package org.esscher.plugins.prdc;

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
 * The twin critics of TD3, which know nothing of the constraint: mean over rows of Σ_j (Q_j(s, a) −
 * y)², y = r + γ·(1 − terminated)·min_j Q̄_j(s′, clip(π̄(s′) + clip(σ·noise, ±c), ±bound)). Exact.
 *
 * <p>Slot {@code transitions}: {@code observation, action, reward, next_observation, terminated},
 * and {@code noise}, standard normal, in the shape of an action. Roles {@code critic}, {@code
 * critic@target} and {@code actor@target}. Columns outside of a run: {@code q}, the critics' values
 * at the logged action, and {@code target_next_q}, vectors. Metric {@code q}: the mean of all.
 *
 * @param gamma discount γ: the weight of a reward one step later
 * @param targetNoise σ: standard deviation of the noise on the target actor's action, as a share of
 *     the bound
 * @param noiseClip c: largest absolute noise, as a share of the bound
 * @param bound largest absolute value of an action's component
 */
@Component(
    value = "td3-critic",
    summary =
        "loss of twin critics, whose target is the smaller one at the target actor's smoothed"
            + " action",
    paper = "Fujimoto et al. 2018, arXiv 1802.09477, as Ran et al. 2023 use it")
public record Td3Critic(
    @Default("0.99") @PositiveOrZero @DecimalMax("1") double gamma,
    @Default("0.2") @PositiveOrZero double targetNoise,
    @Default("0.5") @PositiveOrZero double noiseClip,
    @Default("1") @Positive double bound)
    implements Objective {
  @Override
  public Losses losses(Inputs in) {
    Slot slot = in.slot("transitions");
    Expr next = slot.column("next_observation", ROW);
    double clip = noiseClip * bound;
    Expr noise = slot.column("noise", ROW).times(targetNoise * bound).clip(-clip, clip);
    Expr action =
        slot.output("actor@target", "action", ROW)
            .at("observation", next)
            .as("next_action")
            .plus(noise)
            .clip(-bound, bound);
    Expr targets =
        slot.output("critic@target", "q_members", ROW)
            .at("observation", next)
            .at("action", action)
            .as("next_q");
    Expr discount = Expr.of(1).minus(slot.column("terminated", ROW)).times(gamma);
    Expr y = slot.column("reward", ROW).plus(discount.times(targets.minComponents()));
    Expr q = slot.output("critic", "q_members", ROW).as("q");
    return Losses.of(
            Loss.exact("critic", "critic", q.minus(y).square().sumComponents().mean(BATCH)))
        .metric("q", q.meanComponents().mean(BATCH));
  }
}
