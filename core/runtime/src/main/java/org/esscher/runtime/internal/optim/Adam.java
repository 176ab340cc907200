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
 * Adam with bias correction (Kingma and Ba 2015, arXiv 1412.6980, algorithm 1).
 *
 * @param rate learning rate: size of a step
 * @param beta1 decay of the running mean of gradients
 * @param beta2 decay of the running mean of squared gradients
 * @param epsilon added to the root of the mean of squared gradients, against division by 0
 */
@Component(
    value = "adam",
    summary = "Adam with bias correction",
    paper = "Kingma and Ba 2015, arXiv 1412.6980")
public record Adam(
    @Default("0.001") @Positive double rate,
    @Default("0.9") @DecimalMin("0") @DecimalMax(value = "1", inclusive = false) double beta1,
    @Default("0.999") @DecimalMin("0") @DecimalMax(value = "1", inclusive = false) double beta2,
    @Default("1e-8") @Positive double epsilon)
    implements Optimizer {
  @Override
  public Step step(Vector parameters, Vector gradient, State state, double rateFactor) {
    int size = parameters.size();
    double[] first = state.has("first") ? state.get("first") : new double[size];
    double[] second = state.has("second") ? state.get("second") : new double[size];
    double count = state.number("count", 0) + 1;
    double[] next = parameters.toArray();
    double firstShare = 1 - Math.pow(beta1, count);
    double secondShare = 1 - Math.pow(beta2, count);
    for (int i = 0; i < size; i++) {
      double g = gradient.at(i);
      first[i] = beta1 * first[i] + (1 - beta1) * g;
      second[i] = beta2 * second[i] + (1 - beta2) * g * g;
      double mean = first[i] / firstShare;
      double spread = Math.sqrt(second[i] / secondShare);
      next[i] -= rate * rateFactor * mean / (spread + epsilon);
    }
    return new Step(
        Vector.of(next), state.with("first", first).with("second", second).with("count", count));
  }
}
