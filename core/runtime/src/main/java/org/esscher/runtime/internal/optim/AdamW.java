package org.esscher.runtime.internal.optim;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import org.esscher.api.Component;
import org.esscher.api.Default;
import org.esscher.api.Optimizer;
import org.esscher.api.State;
import org.esscher.api.Vector;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter 2019, arXiv 1711.05101): Adam's step, and
 * θ ← θ − η·λ·θ.
 *
 * @param rate learning rate η: size of a step
 * @param beta1 decay of the running mean of gradients
 * @param beta2 decay of the running mean of squared gradients
 * @param epsilon added to the root of the mean of squared gradients, against division by 0
 * @param weightDecay λ: times the learning rate, the share of each parameter that is subtracted at
 *     each step
 */
@Component(
    value = "adamw",
    summary = "Adam with decoupled weight decay",
    paper = "Loshchilov and Hutter 2019, arXiv 1711.05101")
public record AdamW(
    @Default("0.001") @Positive double rate,
    @Default("0.9") @DecimalMin("0") @DecimalMax(value = "1", inclusive = false) double beta1,
    @Default("0.999") @DecimalMin("0") @DecimalMax(value = "1", inclusive = false) double beta2,
    @Default("1e-8") @Positive double epsilon,
    @Default("0.01") @PositiveOrZero double weightDecay)
    implements Optimizer {
  @Override
  public Step step(Vector parameters, Vector gradient, State state, double rateFactor) {
    Step adam = new Adam(rate, beta1, beta2, epsilon).step(parameters, gradient, state, rateFactor);
    return new Step(
        adam.parameters().minus(parameters.times(rate * rateFactor * weightDecay)), adam.state());
  }
}
