package org.esscher.plugins.base.estimator;

import static org.esscher.api.Level.BATCH;
import static org.esscher.api.Level.ROW;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Positive;
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
 * Implicit Q-learning, which never asks for the value of an action that is not in the log. With u =
 * min_i Q_target,i(s, a) − V(s),
 *
 * <pre>
 * value:   mean of |τ − 1(u &lt; 0)|·u²
 * critic:  mean over rows of Σ_i (r + γ·(1 − terminated)·V(s′) − Q_i(s, a))²
 * policy:  mean of −min(exp(β·u), largest weight)·log π(a|s)
 * </pre>
 *
 * <p>All three are of the models before the step. Slot {@code transitions}: {@code observation,
 * action, reward, next_observation, terminated}, and {@code discount} where a row spans several
 * steps. Roles {@code value}, {@code critic} with members, {@code critic@target} and {@code
 * policy}. Metrics: {@code advantage}, the mean of u, and {@code weight}, that of the policy's
 * weights.
 *
 * @param discount discount γ: the weight of a reward one step later
 * @param expectile expectile τ that the value is fitted to: 0.5 for the mean, towards 1 for the
 *     best
 * @param beta β, the inverse temperature, per unit of reward
 * @param maxWeight largest weight of a cloned action
 */
@Component(
    value = "iql",
    summary = "implicit Q-learning: expectile value, critics, weighted cloning",
    paper = "Kostrikov, Nair and Levine 2022, arXiv 2110.06169, equations 5 to 7")
public record Iql(
    @Default("0.99") @PositiveOrZero @DecimalMax("1") double discount,
    @Default("0.7")
        @DecimalMin(value = "0", inclusive = false)
        @DecimalMax(value = "1", inclusive = false)
        double expectile,
    @Default("3") @PositiveOrZero double beta,
    @Default("100") @Positive double maxWeight)
    implements Objective {
  @Override
  public Losses losses(Inputs in) {
    Slot slot = in.slot("transitions");
    Transitions transitions = new Transitions(slot, discount);
    Expr targetQ = slot.output("critic@target", "q_min", ROW).as("q");
    Expr advantage = targetQ.minus(slot.output("value", "value", ROW));
    Expr share =
        Expr.of(0).greaterThan(advantage).select(Expr.of(1 - expectile), Expr.of(expectile));
    Expr next =
        slot.output("value", "value", ROW).at("observation", transitions.next()).as("next_value");
    Expr error = slot.output("critic", "q_members", ROW).minus(transitions.target(next));
    Expr weight = advantage.times(beta).min(Math.log(maxWeight)).exp();
    Expr logp = slot.output("policy", "logp", ROW);
    return Losses.of(
            Loss.exact("value", "value", share.times(advantage.square()).mean(BATCH)),
            Loss.exact("critic", "critic", error.square().sumComponents().mean(BATCH)),
            Loss.exact("policy", "policy", weight.times(logp).negate().mean(BATCH)))
        .metric("advantage", advantage.mean(BATCH))
        .metric("weight", weight.mean(BATCH));
  }
}
