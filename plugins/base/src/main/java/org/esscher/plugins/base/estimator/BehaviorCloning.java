package org.esscher.plugins.base.estimator;

import static org.esscher.api.Level.BATCH;
import static org.esscher.api.Level.ROW;

import org.esscher.api.Component;
import org.esscher.api.Default;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Loss;
import org.esscher.api.Losses;
import org.esscher.api.Objective;
import org.esscher.api.Slot;

/**
 * A policy imitates logged actions.
 *
 * <p>Slot {@code transitions}: {@code observation, action}. Role {@code policy}.
 *
 * @param criterion the loss
 */
@Component(
    value = "behavior-cloning",
    summary = "loss of a policy that imitates logged actions",
    paper = "Pomerleau 1989")
public record BehaviorCloning(@Default("log-likelihood") Criterion criterion) implements Objective {
  /** What is small where the policy does what was logged. */
  public enum Criterion {
    /** −log π(a|s). */
    LOG_LIKELIHOOD,
    /** (π(s) − a)², the mean over components, of a policy that gives one action. */
    SQUARED
  }

  @Override
  public Losses losses(Inputs in) {
    Slot slot = in.slot("transitions");
    Expr error =
        switch (criterion) {
          case LOG_LIKELIHOOD -> slot.output("policy", "logp", ROW).negate();
          case SQUARED ->
              slot.output("policy", "action", ROW)
                  .as("policy_action")
                  .minus(slot.column("action", ROW))
                  .square()
                  .meanComponents();
        };
    return Losses.of(Loss.exact("behavior-cloning", "policy", error.mean(BATCH)));
  }
}
