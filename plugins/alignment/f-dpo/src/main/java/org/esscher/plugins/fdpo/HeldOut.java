package org.esscher.plugins.fdpo;

import java.util.LinkedHashMap;
import java.util.Map;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Level;
import org.esscher.api.Statistic;

/**
 * How a trained policy does on pairs that it hasn't seen, with standard errors over prompts, not
 * pairs. Quantities, means over pairs:
 *
 * <ul>
 *   <li>{@code accuracy}, {@code reference_accuracy}: the policy, the reference gives the preferred
 *       answer more probability (ties half); {@code difference} of the two, paired;
 *   <li>{@code implicit_accuracy}: the implicit reward prefers the preferred answer; {@code ece} of
 *       σ of its margin;
 *   <li>{@code kl}: KL(π‖π_ref) between the policies' choices among the two answers, nats.
 * </ul>
 *
 * @param estimator the loss that the policy was trained by
 */
record HeldOut(FDpo estimator) implements Statistic {
  @Override
  public Map<String, Expr> quantities(Inputs in) {
    Pairs pairs = Pairs.of(in.slot("pairs").groupedBy("prompt_id"));
    Expr logOdds = pairs.chosen().minus(pairs.rejected());
    Expr refLogOdds = pairs.refChosen().minus(pairs.refRejected());
    Expr z = estimator.margin(pairs);
    Expr accuracy = Pairs.preferred(logOdds);
    Expr refAccuracy = Pairs.preferred(refLogOdds);
    Map<String, Expr> quantities = new LinkedHashMap<>();
    quantities.put("accuracy", overPairs(accuracy));
    quantities.put("reference_accuracy", overPairs(refAccuracy));
    quantities.put("difference", overPairs(accuracy.minus(refAccuracy)));
    quantities.put("implicit_accuracy", overPairs(Pairs.preferred(z)));
    quantities.put("ece", new CalibrationError(estimator.eceBins()).of(z));
    quantities.put("kl", overPairs(kl(logOdds, refLogOdds)));
    return quantities;
  }

  /** The mean over pairs, by way of prompts, whose pairs are not independent. */
  static Expr overPairs(Expr value) {
    Expr pairs = value.count(Level.GROUP).mean(Level.BATCH);
    return value.sum(Level.GROUP).mean(Level.BATCH).over(pairs);
  }

  /** Between two Bernoulli distributions that are given by their log-odds. */
  private static Expr kl(Expr logOdds, Expr refLogOdds) {
    Expr ofChosen = logSigmoid(logOdds).minus(logSigmoid(refLogOdds));
    Expr ofRejected = logSigmoid(logOdds.negate()).minus(logSigmoid(refLogOdds.negate()));
    Expr chosen = logOdds.sigmoid().times(ofChosen);
    return chosen.plus(logOdds.negate().sigmoid().times(ofRejected));
  }

  private static Expr logSigmoid(Expr x) {
    return x.negate().softplus().negate();
  }
}
