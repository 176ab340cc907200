package org.esscher.runtime.internal.optim;

import jakarta.validation.constraints.Positive;
import org.esscher.api.Component;
import org.esscher.api.Default;
import org.esscher.api.Optimizer;
import org.esscher.api.State;
import org.esscher.api.Vector;

/**
 * Stochastic gradient descent: θ ← θ − η·g.
 *
 * @param rate learning rate η: size of a step
 */
@Component(value = "sgd", summary = "stochastic gradient descent")
public record Sgd(@Default("0.1") @Positive double rate) implements Optimizer {
  @Override
  public Step step(Vector parameters, Vector gradient, State state, double rateFactor) {
    return new Step(parameters.minus(gradient.times(rate * rateFactor)), state);
  }
}
