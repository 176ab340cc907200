package org.esscher.plugins.mbrcsl;

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

/**
 * The negative log-likelihood of what came next under diagonal Gaussians, without the factor ½ and
 * the constant: {@code (mean − target)²·e^{−log_var} + log_var}, the mean over rows and components.
 *
 * <p>Slot {@code transitions}: what the role {@code dynamics} reads, and {@code target}, a vector:
 * the difference to the next observation, then the reward.
 *
 * @param boundWeight weight of the model's {@code bound_penalty}, on its learned bounds of {@code
 *     log_var}; 0 asks for none
 */
@Component(
    value = "mbrcsl-dynamics-nll",
    summary = "negative log-likelihood of Gaussian dynamics",
    paper = "Zhou et al. 2024, arXiv 2310.19308; Chua et al. 2018, arXiv 1805.12114")
public record DynamicsNll(@Default("0") @PositiveOrZero double boundWeight) implements Objective {
  @Override
  public Losses losses(Inputs in) {
    Slot rows = in.slot("transitions");
    Expr logVariance = rows.output("dynamics", "log_var", Level.ROW);
    Expr error = rows.output("dynamics", "mean", Level.ROW).minus(rows.column("target", Level.ROW));
    Expr loss =
        error
            .square()
            .times(logVariance.negate().exp())
            .plus(logVariance)
            .meanComponents()
            .mean(Level.BATCH);
    if (boundWeight > 0) {
      Expr penalty = rows.output("dynamics", "bound_penalty", Level.ROW).mean(Level.BATCH);
      loss = loss.plus(penalty.times(boundWeight));
    }
    return Losses.of(Loss.exact("dynamics", "dynamics", loss))
        .metric("squared_error", error.square().meanComponents().mean(Level.BATCH));
  }
}
