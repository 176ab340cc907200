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

/** E[−P(y ≻ opponent)/β] + KL(π‖π_ref) + KL(π‖π_anchor)/η by score functions. */
@Component("nash-mp-prox")
record NashMpProx(
    @Default("0.1") @Positive double beta,
    @Default("0.2") @Positive double eta,
    @Default("loo") Baseline baseline)
    implements Objective {
  /** What is subtracted. */
  enum Baseline {
    /** ½, from the preference. */
    HALF,
    /** The mean over the prompt's other samples, from the whole coefficient. */
    LOO
  }

  @Override
  public Losses losses(Inputs in) {
    boolean loo = baseline == Baseline.LOO;
    Slot samples = loo ? in.slot("samples").groupedBy("prompt_id") : in.slot("samples");
    Expr logp = samples.output("policy", "logp", Level.ROW);
    Expr toReference = logp.minus(samples.output("policy@ref", "logp", Level.ROW));
    Expr toAnchor = logp.minus(samples.output("policy@anchor", "logp", Level.ROW));
    Expr cost =
        samples
            .column("preference_prob", Level.ROW)
            .over(-beta)
            .plus(toReference)
            .plus(toAnchor.over(eta));
    Expr excess = loo ? cost.minus(cost.leaveOneOutMean(Level.GROUP)) : cost.plus(.5 / beta);
    return Losses.of(
        Loss.surrogate(
            "nash-mp-prox",
            "policy",
            cost.mean(Level.BATCH),
            excess.stop().times(logp).mean(Level.BATCH)));
  }
}
