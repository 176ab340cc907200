package org.esscher.spitests.probe;

import jakarta.validation.constraints.PositiveOrZero;
import org.esscher.api.Component;
import org.esscher.api.Default;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Level;
import org.esscher.api.Loss;
import org.esscher.api.Losses;
import org.esscher.api.Objective;
import org.esscher.api.Slot;

/** Twin critics towards the smaller target at the smoothed target policy's action. */
@Component("td3-critic")
record Td3Critic(
    @Default("0.99") double gamma,
    @Default("0.2") @PositiveOrZero double targetNoise,
    @Default("0.5") @PositiveOrZero double noiseClip,
    @Default("1") double maxAction)
    implements Objective {
  @Override
  public Losses losses(Inputs in) {
    Slot transitions = in.slot("transitions");
    Expr next = transitions.column("next_observation", Level.ROW);
    double bound = noiseClip * maxAction;
    Expr noise = transitions.column("noise", Level.ROW).times(targetNoise * maxAction);
    Expr action =
        transitions
            .output("policy@target", "action", Level.ROW)
            .at("observation", next)
            .as("next_action")
            .plus(noise.clip(-bound, bound))
            .clip(-maxAction, maxAction);
    Expr targetQ =
        transitions
            .output("critic@target", "q", Level.ROW)
            .at("observation", next)
            .at("action", action)
            .as("next_q");
    Expr discount = Expr.of(1).minus(transitions.column("terminated", Level.ROW)).times(gamma);
    Expr target =
        transitions.column("reward", Level.ROW).plus(discount.times(targetQ.minComponents()));
    Expr error = transitions.output("critic", "q", Level.ROW).minus(target);
    return Losses.of(
        Loss.exact("critic", "critic", error.square().sumComponents().mean(Level.BATCH)));
  }
}
