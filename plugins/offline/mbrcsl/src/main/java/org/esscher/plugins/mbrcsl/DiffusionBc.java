package org.esscher.plugins.mbrcsl;

import org.esscher.api.Component;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Level;
import org.esscher.api.Loss;
import org.esscher.api.Losses;
import org.esscher.api.Objective;
import org.esscher.api.Slot;

/**
 * Cloning by diffusion: the squared error of the noise that the role {@code behavior} sees in a
 * noised action, the mean over rows and components.
 *
 * <p>Slot {@code transitions}: what a diffusion policy reads, {@code observation, action, noise,
 * diffusion_step}.
 */
@Component(
    value = "diffusion-bc",
    summary = "squared error of a diffusion policy's noise",
    paper = "Ho et al. 2020, arXiv 2006.11239, equation 14; in Zhou et al. 2024, arXiv 2310.19308")
public record DiffusionBc() implements Objective {
  @Override
  public Losses losses(Inputs in) {
    Slot rows = in.slot("transitions");
    Expr error =
        rows.output("behavior", "eps_pred", Level.ROW).minus(rows.column("noise", Level.ROW));
    return Losses.of(
        Loss.exact("behavior", "behavior", error.square().meanComponents().mean(Level.BATCH)));
  }
}
