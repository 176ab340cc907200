package org.esscher.spitests.probe;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.Map;
import java.util.Objects;
import org.esscher.api.Component;
import org.esscher.api.Default;
import org.esscher.api.Expr;
import org.esscher.api.FDivergence;
import org.esscher.api.Inputs;
import org.esscher.api.Level;
import org.esscher.api.Loss;
import org.esscher.api.Losses;
import org.esscher.api.Objective;
import org.esscher.api.Slot;
import org.esscher.api.Vector;

/** ODICE's value loss: forward and backward gradients of a convex dual, combined in θ-space. */
@Component("odice-value")
record OdiceValue(
    @Default("0.8")
        @DecimalMin(value = "0", inclusive = false)
        @DecimalMax(value = "1", inclusive = false)
        double lam,
    @Default("1") @PositiveOrZero double eta,
    @Default("0.99") double gamma,
    @Default("pearson-chi2") FDivergence divergence,
    @Default("orthogonal") Mode mode)
    implements Objective {
  /** How the backward gradient is used. */
  enum Mode {
    /** Not at all. */
    SEMI,
    /** In full: one loss, no targets. */
    TRUE,
    /** Without its share along the forward gradient. */
    ORTHOGONAL
  }

  @Override
  public Losses losses(Inputs in) {
    Slot transitions = in.slot("transitions");
    Expr reward = transitions.column("reward", Level.ROW);
    Expr discount = Expr.of(1).minus(transitions.column("terminated", Level.ROW)).times(gamma);
    Expr value = value(transitions, "value");
    Expr next = next(transitions, "value");
    Expr linear = value.meanComponents().mean(Level.BATCH).times(1 - lam);
    if (mode == Mode.TRUE) {
      Expr residual = reward.plus(discount.times(next)).minus(value);
      return Losses.of(Loss.exact("true", "value", linear.plus(dual(residual, 1))));
    }
    Expr targetNext = next(transitions, "value@target").minComponents();
    Expr forward = dual(reward.plus(discount.times(targetNext)).minus(value), 1);
    Losses semi =
        Losses.of(Loss.exact("forward", "value", forward), Loss.exact("linear", "value", linear));
    if (mode == Mode.SEMI) {
      return semi;
    }
    Expr target = value(transitions, "value@target").minComponents();
    Expr backward = dual(reward.plus(discount.times(next)).minus(target), eta);
    return semi.and(Losses.of(Loss.exact("backward", "value", backward)))
        .combine("value", OdiceValue::orthogonal);
  }

  /** λ·mean f*(y) over rows and heads. */
  private Expr dual(Expr residual, double factor) {
    return divergence.conjugate(residual).meanComponents().mean(Level.BATCH).times(lam * factor);
  }

  private static Expr value(Slot transitions, String role) {
    return transitions.output(role, "value", Level.ROW);
  }

  private static Expr next(Slot transitions, String role) {
    Expr observation = transitions.column("next_observation", Level.ROW);
    return value(transitions, role).at("observation", observation).as("next_value");
  }

  private static Vector orthogonal(Map<String, Vector> gradients) {
    Vector forward = gradient(gradients, "forward");
    Vector backward = gradient(gradients, "backward").without(forward);
    return forward.plus(backward).plus(gradient(gradients, "linear"));
  }

  private static Vector gradient(Map<String, Vector> gradients, String loss) {
    return Objects.requireNonNull(gradients.get(loss));
  }
}
