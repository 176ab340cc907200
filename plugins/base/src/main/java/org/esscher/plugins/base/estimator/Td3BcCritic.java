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
 * The critics of TD3 and TD3+BC, with smoothing of the target policy: a′ = clip(π_target(s′) +
 * clip(σ·noise, ±c), ±bound), y = r + γ·(1 − terminated)·min_i Q_target,i(s′, a′), and the loss is
 * the mean over rows of Σ_i (Q_i(s, a) − y)².
 *
 * <p>Slot {@code transitions}: {@code observation, action, reward, next_observation, terminated},
 * {@code discount} where a row spans several steps, and {@code noise}, standard normal, in the
 * shape of an action. Roles {@code critic} with members, {@code critic@target} and {@code
 * policy@target}.
 *
 * @param discount discount γ: the weight of a reward one step later
 * @param bound largest absolute value of an action's component
 * @param targetNoise σ: standard deviation of the noise on the target actor's action, as a share of
 *     the bound
 * @param noiseClip c: largest absolute noise, as a share of the bound
 */
@Component(
    value = "td3-bc-critic",
    summary = "loss of twin critics, whose target is the smaller one at a smoothed action",
    paper = "Fujimoto et al. 2018, arXiv 1802.09477, algorithm 1")
public record Td3BcCritic(
    @Default("0.99") @PositiveOrZero @DecimalMax("1") double discount,
    @Default("1") @Positive double bound,
    @Default("0.2") @PositiveOrZero double targetNoise,
    @Default("0.5") @PositiveOrZero double noiseClip)
    implements Objective {
  @Override
  public Losses losses(Inputs in) {
    Slot slot = in.slot("transitions");
    Transitions transitions = new Transitions(slot, discount);
    Expr noise = slot.column("noise", ROW).times(targetNoise * bound);
    Expr action =
        slot.output("policy@target", "action", ROW)
            .at("observation", transitions.next())
            .as("next_action")
            .plus(noise.clip(-noiseClip * bound, noiseClip * bound))
            .clip(-bound, bound);
    Expr next =
        slot.output("critic@target", "q_min", ROW)
            .at("observation", transitions.next())
            .at("action", action)
            .as("next_q");
    Expr q = slot.output("critic", "q_members", ROW);
    Expr error = q.minus(transitions.target(next));
    return Losses.of(Loss.exact("critic", "critic", error.square().sumComponents().mean(BATCH)))
        .metric("q", q.meanComponents().mean(BATCH));
  }
}
