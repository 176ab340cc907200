package org.esscher.plugins.serl;

import static org.esscher.api.Level.BATCH;
import static org.esscher.api.Level.ROW;

import org.esscher.api.Component;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Loss;
import org.esscher.api.Losses;
import org.esscher.api.Objective;
import org.esscher.api.Slot;

/**
 * The actor of RLPD: the mean of {@code temperature · pi_logp − mean_e pi_q_values_e}, over the
 * whole ensemble of critics.
 *
 * <p>Slot {@code transitions}: {@code temperature}, α, the same in every row and frozen; what actor
 * and critics read; {@code noise}, standard normal, that the actor's action is made of. Roles
 * {@code policy} (reparameterized), {@code pi_logp} of that action, and {@code critic}, {@code
 * pi_q_values}, a vector, at it. Metrics: {@code q}, {@code entropy}.
 */
@Component(
    value = "rlpd-actor",
    summary = "loss of a soft actor that follows the mean of an ensemble of critics",
    paper = "Luo et al. 2024, arXiv 2401.16013; Ball et al. 2023, arXiv 2302.02948")
public record RlpdActor() implements Objective {
  @Override
  public Losses losses(Inputs in) {
    Slot slot = in.slot("transitions");
    Expr action =
        slot.output("policy", "action", ROW).at("noise", slot.column("noise", ROW)).as("pi_action");
    Expr logp = slot.output("policy", "logp", ROW).at("action", action).as("pi_logp");
    Expr q =
        slot.output("critic", "q_members", ROW)
            .at("action", action)
            .as("pi_q_values")
            .meanComponents();
    Expr loss = slot.column("temperature", ROW).times(logp).minus(q).mean(BATCH);
    return Losses.of(Loss.exact("actor", "policy", loss))
        .metric("q", q.mean(BATCH))
        .metric("entropy", logp.negate().mean(BATCH));
  }
}
