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

/** PPO's clipped surrogate, token by token; on a tie the side that is not clipped. */
@Component("ppo-clip")
record PpoClip(@Default("0.2") @PositiveOrZero double clip) implements Objective {
  @Override
  public Losses losses(Inputs in) {
    Slot samples = in.slot("samples");
    Expr advantage = samples.column("advantage", Level.TOKEN);
    Expr logp = samples.output("policy", "logp", Level.TOKEN);
    Expr ratio = logp.minus(samples.column("old_logp", Level.TOKEN)).exp();
    Expr gain = ratio.times(advantage).min(ratio.clip(1 - clip, 1 + clip).times(advantage));
    return Losses.of(Loss.exact("policy", "policy", gain.negate().mean(Level.BATCH)));
  }
}
