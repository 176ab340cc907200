package org.esscher.spitests.probe;

import jakarta.validation.constraints.PositiveOrZero;
import org.esscher.api.Component;
import org.esscher.api.Default;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Level;
import org.esscher.api.Loss;
import org.esscher.api.Losses;
import org.esscher.api.Objective;
import org.esscher.api.Slot;

/** Hybrid preference optimization: a loss of offline pairs plus λ·KL(π‖π_ref) of online samples. */
@Component("hypo")
record Hypo(
    @Default("dpo") Objective preference,
    @Default("1e-4") @PositiveOrZero double lambda,
    @Default("score") KlEstimator klEstimator,
    @Default("false") boolean perToken)
    implements Objective {
  /** How the KL's gradient is estimated. */
  enum KlEstimator {
    /** Score function without a baseline. */
    SCORE,
    /** Score function less the mean of the prompt's other samples. */
    SCORE_LOO,
    /** The rows are all answers of each prompt. */
    EXACT
  }

  @Override
  public Losses losses(Inputs in) {
    Loss kl = perToken ? perToken(in.slot("online")) : perRow(in.slot("online"));
    return preference.losses(in.nested("preference")).and(Losses.of(kl)).summed("hypo");
  }

  private Loss perRow(Slot online) {
    Slot samples = klEstimator == KlEstimator.SCORE ? online : online.groupedBy("prompt_id");
    Expr logp = samples.output("policy", "logp", Level.ROW);
    Expr ratio = logp.minus(samples.output("policy@ref", "logp", Level.ROW));
    if (klEstimator == KlEstimator.EXACT) {
      Expr kl = logp.exp().times(ratio).sum(Level.GROUP).mean(Level.BATCH);
      return Loss.exact("kl", "policy", kl.times(lambda));
    }
    Expr excess =
        klEstimator == KlEstimator.SCORE ? ratio : ratio.minus(ratio.leaveOneOutMean(Level.GROUP));
    return score(ratio, excess.stop().times(logp));
  }

  /** Each token is blamed for the log-ratios from it on, which it may have changed. */
  private Loss perToken(Slot online) {
    Expr logp = online.output("policy", "logp", Level.TOKEN);
    Expr ratio = logp.minus(online.output("policy@ref", "logp", Level.TOKEN));
    Expr toGo = ratio.suffixSum(Expr.of(1)).stop();
    return score(ratio.sum(Level.ROW), toGo.times(logp).sum(Level.ROW));
  }

  private Loss score(Expr value, Expr descend) {
    return Loss.surrogate(
        "kl",
        "policy",
        value.mean(Level.BATCH).times(lambda),
        descend.mean(Level.BATCH).times(lambda));
  }
}
