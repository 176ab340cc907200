package org.esscher.plugins.mbrcsl;

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
 * Return-conditioned supervised learning of the role {@code policy}, whose model reads {@code
 * observation} and {@code return_to_go}: the squared error of its action (the column {@code
 * action_mean}), the mean over rows and components; or minus the mean log-probability.
 *
 * <p>Slot {@code transitions}: {@code observation, return_to_go, action}.
 *
 * @param variant what the policy is and how it is fitted
 */
@Component(
    value = "rcsl",
    summary = "supervised learning of actions given the return to come",
    paper = "Zhou et al. 2024, arXiv 2310.19308, equation 1")
public record Rcsl(@Default("mlp") RcslVariant variant) implements Objective {
  @Override
  public Losses losses(Inputs in) {
    Slot rows = in.slot("transitions");
    Expr loss = variant == RcslVariant.MLP ? squaredError(rows) : logLoss(rows);
    return Losses.of(Loss.exact("rcsl", "policy", loss.mean(Level.BATCH)));
  }

  private static Expr squaredError(Slot rows) {
    return rows.output("policy", "action", Level.ROW)
        .as("action_mean")
        .minus(rows.column("action", Level.ROW))
        .square()
        .meanComponents();
  }

  private static Expr logLoss(Slot rows) {
    return rows.output("policy", "logp", Level.ROW).negate();
  }
}
