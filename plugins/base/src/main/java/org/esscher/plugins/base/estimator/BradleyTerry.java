package org.esscher.plugins.base.estimator;

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
 * Fits a reward model to preferences: −log σ(s(chosen) − s(rejected) − m), m being the pair's
 * {@code margin} column where there is one (stronger preferences are to be further apart), else 0.
 *
 * <p>Metrics: {@code accuracy} of the scores without m (ties count half), and {@code margin}, the
 * mean of s(chosen) − s(rejected).
 */
@Component(
    value = "bradley-terry",
    summary = "negative log-likelihood of preferences under a reward model's scores",
    paper =
        "Bradley and Terry 1952, doi:10.2307/2334029; margin of Touvron et al. 2023, arXiv"
            + " 2307.09288, equation 2")
public record BradleyTerry() implements Objective {
  @Override
  public Losses losses(Inputs in) {
    Slot pairs = in.slot("pairs");
    Expr difference = score(pairs, "chosen").minus(score(pairs, "rejected"));
    Expr demanded = pairs.columnOr("margin", ROW, 0);
    Expr loss = difference.minus(demanded).negate().softplus();
    return Losses.of(Loss.exact("bradley-terry", "reward", loss.mean(BATCH)))
        .metric("accuracy", PreferencePairs.accuracy(difference))
        .metric("margin", difference.mean(BATCH));
  }

  private static Expr score(Slot pairs, String answer) {
    return pairs
        .output("reward", "score", ROW)
        .at("completion", pairs.column(answer, ROW))
        .as(answer + "_score");
  }
}
