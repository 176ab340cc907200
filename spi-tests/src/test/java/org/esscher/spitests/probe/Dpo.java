package org.esscher.spitests.probe;

import jakarta.validation.constraints.Positive;
import org.esscher.api.Component;
import org.esscher.api.Default;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Level;
import org.esscher.api.Loss;
import org.esscher.api.Losses;
import org.esscher.api.Objective;
import org.esscher.api.Slot;

/** Direct preference optimization, −E log σ(β(log-ratio of chosen − log-ratio of rejected)). */
@Component("dpo")
record Dpo(@Default("0.1") @Positive double beta) implements Objective {
  @Override
  public Losses losses(Inputs in) {
    Slot pairs = in.slot("pairs");
    Expr margin = logRatio(pairs, "chosen").minus(logRatio(pairs, "rejected")).times(beta);
    Expr loss = margin.negate().softplus().mean(Level.BATCH);
    return Losses.of(Loss.exact("dpo", "policy", loss)).metric("margin", margin.mean(Level.BATCH));
  }

  private static Expr logRatio(Slot pairs, String answer) {
    return logp(pairs, "policy", answer).minus(logp(pairs, "policy@ref", answer));
  }

  private static Expr logp(Slot pairs, String role, String answer) {
    Expr completion = pairs.column(answer, Level.ROW);
    return pairs.output(role, "logp", Level.ROW).at("completion", completion).as(answer + "_logp");
  }
}
