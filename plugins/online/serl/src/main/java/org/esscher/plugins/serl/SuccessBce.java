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
 * The binary cross-entropy of a classifier of success: the mean of {@code softplus(logit) − label ·
 * logit}. Slot {@code frames}: {@code label}, 1 for success and 0 else, and what the role {@code
 * classifier} reads, whose output is {@code logit}. Metrics: {@code accuracy}, and {@code
 * success_fraction}, which is 0 or 1 where a class is missing.
 */
@Component(
    value = "success-bce",
    summary = "cross-entropy of a classifier of success",
    paper = "Luo et al. 2024, arXiv 2401.16013, the reward classifier; VICE of Fu et al. 2018")
public record SuccessBce() implements Objective {
  @Override
  public Losses losses(Inputs in) {
    Slot frames = in.slot("frames");
    Expr logit = frames.output("classifier", "logit", ROW);
    Expr label = frames.column("label", ROW);
    Expr failure = logit.stop().greaterThan(0).equalTo(0);
    return Losses.of(
            Loss.exact(
                "success-bce",
                "classifier",
                logit.softplus().minus(label.times(logit)).mean(BATCH)))
        .require(
            label.equalTo(0).plus(label.equalTo(1)),
            "a label is neither 0 nor 1; label successes 1 and failures 0")
        .metric("accuracy", failure.plus(label).equalTo(1).mean(BATCH))
        .metric("success_fraction", label.mean(BATCH));
  }
}
