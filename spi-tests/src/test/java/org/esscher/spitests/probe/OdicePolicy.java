package org.esscher.spitests.probe;

import jakarta.validation.constraints.Positive;
import org.esscher.api.Component;
import org.esscher.api.Default;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Level;
import org.esscher.api.Loss;
import org.esscher.api.Losses;
import org.esscher.api.Objective;
import org.esscher.api.Slot;

/** ODICE's policy: behavior cloning weighted by max(residual, 0), clipped. */
@Component("odice-policy")
record OdicePolicy(@Default("0.99") double gamma, @Default("100") @Positive double weightClip)
    implements Objective {
  @Override
  public Losses losses(Inputs in) {
    Slot transitions = in.slot("transitions");
    Expr discount = Expr.of(1).minus(transitions.column("terminated", Level.ROW)).times(gamma);
    Expr next =
        transitions
            .output("value@target", "value", Level.ROW)
            .at("observation", transitions.column("next_observation", Level.ROW))
            .as("next_value")
            .minComponents();
    Expr residual =
        transitions
            .column("reward", Level.ROW)
            .plus(discount.times(next))
            .minus(transitions.output("value", "value", Level.ROW));
    Expr weight = residual.clip(0, weightClip).meanComponents();
    Expr logp = transitions.output("policy", "logp", Level.ROW);
    return Losses.of(Loss.exact("policy", "policy", weight.times(logp).negate().mean(Level.BATCH)))
        .metric("zero_weight_fraction", weight.equalTo(0).mean(Level.BATCH));
  }
}
