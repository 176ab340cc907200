package org.esscher.runtime.internal.optim;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Positive;
import org.esscher.api.Component;
import org.esscher.api.Default;
import org.esscher.api.Optimizer;
import org.esscher.api.State;
import org.esscher.api.Vector;

/**
 * Polyak's heavy ball: v ← μ·v + g, θ ← θ − η·v.
 *
 * @param rate learning rate η: size of a step
 * @param momentum μ: share of the last step that is added again
 */
@Component(value = "momentum", summary = "gradient descent with Polyak's heavy-ball momentum")
public record Momentum(
    @Default("0.1") @Positive double rate,
    @Default("0.9") @DecimalMin("0") @DecimalMax(value = "1", inclusive = false) double momentum)
    implements Optimizer {
  @Override
  public Step step(Vector parameters, Vector gradient, State state, double rateFactor) {
    Vector velocity =
        state.has("velocity")
            ? Vector.of(state.get("velocity")).times(momentum).plus(gradient)
            : gradient;
    return new Step(
        parameters.minus(velocity.times(rate * rateFactor)),
        state.with("velocity", velocity.toArray()));
  }
}
