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

/** PPO's clipped policy and a squared value error, which one ensemble may both serve. */
@Component("advantage-actor-critic")
record AdvantageActorCritic(@Default("0.2") @PositiveOrZero double clip) implements Objective {
  @Override
  public Losses losses(Inputs in) {
    Slot transitions = in.slot("transitions");
    Expr advantage = transitions.column("advantage", Level.ROW);
    Expr logp = transitions.output("policy", "logp", Level.ROW);
    Expr ratio = logp.minus(transitions.column("old_logp", Level.ROW)).exp();
    Expr gain = ratio.times(advantage).min(ratio.clip(1 - clip, 1 + clip).times(advantage));
    Expr error =
        transitions
            .output("value", "value", Level.ROW)
            .minus(transitions.column("return_to_go", Level.ROW));
    return Losses.of(
        Loss.exact("policy", "policy", gain.negate().mean(Level.BATCH)),
        Loss.exact("value", "value", error.square().times(.5).mean(Level.BATCH)));
  }
}
