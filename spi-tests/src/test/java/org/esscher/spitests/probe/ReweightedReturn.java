package org.esscher.spitests.probe;

import org.esscher.api.Component;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Level;
import org.esscher.api.Loss;
import org.esscher.api.Losses;
import org.esscher.api.Objective;
import org.esscher.api.Slot;

/**
 * −E_behavior[ρ·R]: its second derivative at ρ = 1 is −E[R(SSᵀ + K)], the lower level's Hessian.
 */
@Component("reweighted-return")
record ReweightedReturn() implements Objective {
  @Override
  public Losses losses(Inputs in) {
    Slot steps = in.slot("episodes").groupedBy("episode_id");
    Expr logp = steps.output("policy", "logp", Level.ROW);
    Expr ratio = logp.minus(steps.column("behavior_logp", Level.ROW)).sum(Level.GROUP).exp();
    Expr episode = steps.column("reward", Level.ROW).sum(Level.GROUP);
    return Losses.of(
        Loss.exact("return", "policy", ratio.times(episode).mean(Level.BATCH).negate()));
  }
}
