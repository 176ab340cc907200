package org.esscher.plugins.base.estimator;

import static org.esscher.api.Level.BATCH;
import static org.esscher.api.Level.ROW;

import jakarta.validation.constraints.DecimalMax;
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
 * Soft actor-critic with a learned temperature α. With a′ drawn from the policy at s′ and y = r +
 * γ·(1 − terminated)·(min_i Q_target,i(s′, a′) − α·log π(a′|s′)),
 *
 * <pre>
 * critic:       mean over rows of Σ_i (Q_i(s, a) − y)²
 * actor:        mean of α·log π(ã|s) − min_i Q_i(s, ã), ã drawn from the policy at s
 * temperature:  mean of −log α·(log π(ã|s) + target entropy)
 * </pre>
 *
 * <p>All three are of the models before the step. Slot {@code transitions}: {@code observation,
 * action, reward, next_observation, terminated}, {@code discount} where a row spans several steps,
 * and {@code noise} and {@code next_noise}, standard normal, that ã and a′ are made of. Roles
 * {@code policy} (reparameterized), {@code critic} with members, {@code critic@target}, and {@code
 * temperature}, whose output {@code log_temperature} is log α. Metrics: {@code q}, {@code entropy},
 * {@code temperature}.
 *
 * @param discount discount γ: the weight of a reward one step later
 * @param targetEntropy entropy to hold the policy at, nats; minus the number of an action's
 *     components is usual
 */
@Component(
    value = "sac",
    summary = "soft actor-critic: critics, actor and temperature",
    paper = "Haarnoja et al. 2018, arXiv 1812.05905, equations 5, 9 and 18")
public record Sac(
    @Default("0.99") @PositiveOrZero @DecimalMax("1") double discount,
    @Default("-1") double targetEntropy)
    implements Objective {
  @Override
  public Losses losses(Inputs in) {
    Slot slot = in.slot("transitions");
    Transitions transitions = new Transitions(slot, discount);
    Expr logTemperature = slot.output("temperature", "log_temperature", ROW);
    Expr temperature = logTemperature.exp().stop();
    Drawn next = Drawn.of(slot, transitions.next(), "next_noise", "next_");
    Expr targetQ =
        slot.output("critic@target", "q_min", ROW)
            .at("observation", transitions.next())
            .at("action", next.action())
            .as("next_q");
    Expr target = transitions.target(targetQ.minus(temperature.times(next.logp()))).stop();
    Expr q = slot.output("critic", "q_members", ROW);
    Drawn now = Drawn.of(slot, slot.column("observation", ROW), "noise", "policy_");
    Expr policyQ = slot.output("critic", "q_min", ROW).at("action", now.action()).as("policy_q");
    Expr actor = temperature.times(now.logp()).minus(policyQ);
    Expr surprise = now.logp().plus(targetEntropy).stop();
    return Losses.of(
            Loss.exact("critic", "critic", q.minus(target).square().sumComponents().mean(BATCH)),
            Loss.exact("actor", "policy", actor.mean(BATCH)),
            Loss.exact(
                "temperature", "temperature", logTemperature.times(surprise).negate().mean(BATCH)))
        .metric("q", q.meanComponents().mean(BATCH))
        .metric("entropy", now.logp().negate().mean(BATCH))
        .metric("temperature", temperature.mean(BATCH));
  }

  /** An action of the policy, made of noise, and its log-density. */
  private record Drawn(Expr action, Expr logp) {
    static Drawn of(Slot slot, Expr observation, String noise, String prefix) {
      Expr action =
          slot.output("policy", "action", ROW)
              .at("observation", observation)
              .at("noise", slot.column(noise, ROW))
              .as(prefix + "action");
      Expr logp =
          slot.output("policy", "logp", ROW)
              .at("observation", observation)
              .at("action", action)
              .as(prefix + "logp");
      return new Drawn(action, logp);
    }
  }
}
