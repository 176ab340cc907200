package org.esscher.plugins.oreal;

import static org.esscher.api.Level.BATCH;
import static org.esscher.api.Level.ROW;
import static org.esscher.api.Level.TOKEN;

import org.esscher.api.Component;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Loss;
import org.esscher.api.Losses;
import org.esscher.api.Objective;
import org.esscher.api.Slot;

/**
 * Fits token scores w to outcomes: the binary cross-entropy of p̂ = σ(x), x the mean of a rollout's
 * scores, and whether the rollout is right; its mean over the rollouts that have a token. So a
 * score says what its token tells of the outcome, though only outcomes are known.
 *
 * <p>Reads the slot {@code samples}: {@code reward} a row (1, and −1 or 0 for wrong), and {@code
 * rm_score} token by token, the {@code score} of the role {@code rm}. Metric: {@code accuracy}, the
 * share of rollouts on whose right side of ½ p̂ lies, ties half.
 */
@Component(
    value = "outcome-bce",
    summary = "cross-entropy of a rollout's mean token score and its outcome",
    paper = "Lyu et al. 2025, arXiv 2502.06781, equation 7")
public record OutcomeBce() implements Objective {
  @Override
  public Losses losses(Inputs in) {
    Slot samples = in.slot("samples");
    Outcomes outcomes = Outcomes.of(samples);
    Expr w = samples.output("rm", "score", TOKEN).as("rm_score");
    Expr tokens = w.count(ROW);
    Expr counts = tokens.greaterThan(0);
    Expr x = counts.select(w.sum(ROW).over(tokens), Expr.of(0));
    Expr entropy = x.softplus().minus(outcomes.right().times(x));
    Expr agrees = x.sign().times(outcomes.right().times(2).minus(1)).plus(1).over(2);
    Losses losses =
        Losses.of(Loss.exact("outcome-bce", "rm", meanWhere(counts, entropy)))
            .metric("accuracy", meanWhere(counts, agrees));
    return outcomes.requireBinary(losses);
  }

  private static Expr meanWhere(Expr counts, Expr value) {
    Expr rows = counts.sum(BATCH);
    Expr number = rows.greaterThan(0).select(rows, Expr.of(1));
    return counts.times(value).sum(BATCH).over(number);
  }
}
