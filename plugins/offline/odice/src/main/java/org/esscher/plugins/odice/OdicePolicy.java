package org.esscher.plugins.odice;

import static org.esscher.api.Level.BATCH;
import static org.esscher.api.Level.ROW;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import org.esscher.api.Component;
import org.esscher.api.Default;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Loss;
import org.esscher.api.Losses;
import org.esscher.api.Objective;

/**
 * The policy clones logged actions, weighted by how much better than expected they were: −mean
 * w·log π(a|s), with w = max(y, 0) for {@code chi-square} and exp(y − 1) for {@code reverse-kl}, at
 * most the clip, and y = r + γ·V̄(s′) − V(s). With two heads, w is the mean of their clipped
 * weights. Where all weights are 0 the loss is 0, and so is its gradient.
 *
 * <p>Slot {@code transitions}: {@code observation, action, reward, next_observation, terminated}.
 * Roles {@code policy}, {@code value} and {@code value@target}; only the first is trained. Columns
 * outside of a run: {@code logp}, {@code value}, a number or a vector of heads, and {@code
 * target_next_value}, the smaller head's. Metrics: {@code zero_weight_fraction}, the share of rows
 * whose weight is 0, for both heads if there are two, and {@code policy_weight}, the mean of w.
 *
 * @param f convex function of the dual
 * @param gamma discount γ: the weight of a reward one step later
 * @param weightClip largest weight of a cloned action
 * @param twin whether the value has two heads
 */
@Component(
    value = "odice-policy",
    summary = "cloning of logged actions, weighted by residuals of the value",
    paper = "Mao, Xu, Zhang and Zhan 2024, arXiv 2402.00348")
public record OdicePolicy(
    @Default("chi-square") ConvexFunction f,
    @Default("0.99") @PositiveOrZero @DecimalMax("1") double gamma,
    @Default("100") @Positive double weightClip,
    @Default("true") boolean twin)
    implements Objective {
  @Override
  public Losses losses(Inputs in) {
    Transitions steps = Transitions.of(in.slot("transitions"), gamma, twin);
    Expr residual = steps.residual(steps.targetNextValue(), steps.value());
    Expr weight = f.policyWeight(residual).min(weightClip).meanComponents();
    Expr logp = steps.slot().output("policy", "logp", ROW);
    return Losses.of(Loss.exact("policy", "policy", weight.times(logp).negate().mean(BATCH)))
        .metric("zero_weight_fraction", weight.equalTo(0).mean(BATCH))
        .metric("policy_weight", weight.mean(BATCH));
  }
}
