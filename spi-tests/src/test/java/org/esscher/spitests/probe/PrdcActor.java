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

/** PRDC's actor: ascends the critic at its own action, near the action of the nearest data pair. */
@Component("prdc-actor")
record PrdcActor(@Default("2.5") @PositiveOrZero double alpha) implements Objective {
  private static final double LEAST_SIZE = 1e-8;

  @Override
  public Losses losses(Inputs in) {
    Slot transitions = in.slot("transitions");
    Expr action = transitions.output("policy", "action", Level.ROW).as("policy_action");
    Expr q = transitions.output("critic", "q", Level.ROW).at("action", action).component(0);
    Expr size = q.abs().mean(Level.BATCH).max(LEAST_SIZE).stop();
    Expr distance =
        action.minus(transitions.column("neighbor_action", Level.ROW)).square().meanComponents();
    Expr constraint = distance.mean(Level.BATCH);
    Expr loss = constraint.minus(q.mean(Level.BATCH).times(alpha).over(size));
    return Losses.of(Loss.surrogate("actor", "policy", loss, loss))
        .metric("dataset_constraint", constraint);
  }
}
