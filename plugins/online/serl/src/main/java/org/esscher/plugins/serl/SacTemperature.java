package org.esscher.plugins.serl;

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
 * The temperature α of a soft actor: the mean of {@code α (−pi_logp − targetEntropy)}, so that an
 * entropy above the target lowers it. Slot {@code transitions}: {@code pi_logp}, frozen, the
 * log-density of an action of the policy, nats. Role {@code temperature}, whose output of that name
 * is α, such as {@code softplus-temperature}.
 *
 * @param targetEntropy entropy to hold the policy at, nats; minus half the number of an action's
 *     components is usual
 */
@Component(
    value = "sac-temperature",
    summary = "a temperature that holds a policy's entropy at a target",
    paper = "Luo et al. 2024, arXiv 2401.16013; Haarnoja et al. 2018, arXiv 1812.05905")
public record SacTemperature(@Default("-1") double targetEntropy) implements Objective {
  @Override
  public Losses losses(Inputs in) {
    Slot slot = in.slot("transitions");
    Expr alpha = slot.output("temperature", "temperature", ROW);
    Expr excess = slot.column("pi_logp", ROW).plus(targetEntropy).negate();
    return Losses.of(Loss.exact("temperature", "temperature", alpha.times(excess).mean(BATCH)));
  }
}
