package org.esscher.plugins.base.estimator;

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
import org.esscher.api.Slot;

/**
 * Deep Q-learning: with y = r + γ·(1 − terminated)·max_a Q_target(s′, a), the mean Huber loss of
 * Q(s, a) − y, which is quadratic within a bound and linear beyond.
 *
 * <p>Beyond the bound all errors pull alike, so that values go to a median of their targets and not
 * to the mean: where few steps end an episode and all others are worth much, the end has no say,
 * and values grow without limit. The paper's bound of 1 is for rewards that are clipped to ±1 and
 * values of a few units; elsewhere it is to be of the values' size.
 *
 * <p>Slot {@code transitions}: {@code observation, action, reward, next_observation, terminated},
 * and {@code discount} where a row spans several steps. Role {@code critic} with outputs {@code q}
 * and {@code q_all}, and its version {@code critic@target}. Metric {@code q}: the mean action
 * value.
 *
 * @param discount discount γ: the weight of a reward one step later
 * @param huber error of a value beyond which the loss is linear instead of quadratic
 */
@Component(
    value = "dqn",
    summary = "Huber loss of action values towards the target network's best",
    paper = "Mnih et al. 2015, Nature 518, algorithm 1")
public record Dqn(
    @Default("0.99") @PositiveOrZero @DecimalMax("1") double discount,
    @Default("1") @Positive double huber)
    implements Objective {
  @Override
  public Losses losses(Inputs in) {
    Slot slot = in.slot("transitions");
    Transitions transitions = new Transitions(slot, discount);
    Expr best =
        slot.output("critic@target", "q_all", ROW)
            .at("observation", transitions.next())
            .as("next_q")
            .maxComponents();
    Expr q = slot.output("critic", "q", ROW);
    Expr error = q.minus(transitions.target(best)).abs();
    Expr within = error.min(huber);
    Expr loss = within.times(error.minus(within.times(0.5)));
    return Losses.of(Loss.exact("dqn", "critic", loss.mean(BATCH))).metric("q", q.mean(BATCH));
  }
}
