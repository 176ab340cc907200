package org.esscher.plugins.base.estimator;

import static org.esscher.api.Level.BATCH;
import static org.esscher.api.Level.TOKEN;

import org.esscher.api.Aggregation;
import org.esscher.api.Expr;
import org.esscher.api.Loss;
import org.esscher.api.Losses;
import org.esscher.api.Slot;

/**
 * Adds the divergence from the reference to a loss over tokens, aggregated as the loss is.
 *
 * @param weight of the divergence; 0 asks for no reference
 * @param value how it is reported
 * @param gradient how it is descended
 */
record KlPenalty(double weight, KlEstimator value, KlEstimator gradient) {
  /** The loss of these tokens, exact unless the penalty is reported and descended differently. */
  Losses penalized(String name, Slot samples, Expr logp, Expr loss, Aggregation aggregation) {
    if (weight == 0) {
      return Losses.of(Loss.exact(name, "policy", aggregation.of(loss)));
    }
    Expr refLogp = samples.output("policy@ref", "logp", TOKEN);
    Expr reported = value.of(logp, refLogp);
    Expr total = aggregation.of(loss.plus(reported.times(weight)));
    return Losses.of(
            value == gradient
                ? Loss.exact(name, "policy", total)
                : Loss.surrogate(
                    name,
                    "policy",
                    total,
                    aggregation.of(loss.plus(gradient.of(logp, refLogp).times(weight)))))
        .metric("kl", reported.mean(BATCH));
  }
}
