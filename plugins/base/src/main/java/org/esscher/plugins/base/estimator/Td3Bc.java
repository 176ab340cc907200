package org.esscher.plugins.base.estimator;

import static org.esscher.api.Level.BATCH;
import static org.esscher.api.Level.ROW;

import jakarta.validation.constraints.PositiveOrZero;
import org.esscher.api.Component;
import org.esscher.api.Default;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Loss;
import org.esscher.api.Losses;
import org.esscher.api.Objective;
import org.esscher.api.Slot;

/**
 * The actor of TD3+BC: it ascends the first critic at its own action, and stays near the logged
 * one: −λ·mean Q₁(s, π(s)) + mean (π(s) − a)², over rows and components, with λ = α / mean |Q₁(s,
 * π(s))|, whose derivative is not taken.
 *
 * <p>Slot {@code transitions}: {@code observation, action}. Roles {@code policy} (deterministic)
 * and {@code critic} with members. Metric {@code distance}: the second term.
 *
 * @param alpha α: weight of the critic against cloning; 0 only clones
 */
@Component(
    value = "td3-bc",
    summary = "an actor that ascends a critic and stays near logged actions",
    paper = "Fujimoto and Gu 2021, arXiv 2106.06860, equations 3 and 5")
public record Td3Bc(@Default("2.5") @PositiveOrZero double alpha) implements Objective {
  private static final double LEAST_SIZE = 1e-8;

  @Override
  public Losses losses(Inputs in) {
    Slot slot = in.slot("transitions");
    Expr action = slot.output("policy", "action", ROW).as("policy_action");
    Expr q =
        slot.output("critic", "q_members", ROW).at("action", action).as("policy_q").component(0);
    Expr size = q.abs().mean(BATCH).max(LEAST_SIZE).stop();
    Expr distance = action.minus(slot.column("action", ROW)).square().meanComponents().mean(BATCH);
    Expr loss = distance.minus(q.mean(BATCH).times(alpha).over(size));
    return Losses.of(Loss.surrogate("actor", "policy", loss, loss)).metric("distance", distance);
  }
}
