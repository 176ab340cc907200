package org.esscher.plugins.programmablevi;

import org.esscher.api.Expr;
import org.esscher.api.Level;
import org.esscher.api.Slot;

/**
 * Log-densities of the samples, at ROW.
 *
 * @param model log p(x, z)
 * @param guide log q(z), or its estimate where the guide has auxiliary draws
 * @param score log-probability of all draws behind the sample
 */
record Draws(Expr model, Expr guide, Expr score) {
  static Draws of(Slot samples, boolean hierarchical, SampleStrategy strategy) {
    Expr z = latents(samples, strategy);
    Expr model = samples.output("model", "logp", Level.ROW).at("action", z);
    if (!hierarchical) {
      Expr guide = samples.output("guide", "logp", Level.ROW).at("action", z);
      return new Draws(model, guide, guide);
    }
    Expr joint = samples.output("guide", "logp", Level.TOKEN).at("action", z);
    Expr proposal = samples.output("guide", "auxiliary_logp", Level.TOKEN).at("action", z);
    Expr ratio = joint.minus(proposal);
    Expr draws = ratio.count(Level.ROW);
    Expr guide = ratio.logSumExp(Level.ROW).minus(draws.log());
    // z came with the first draw of q; the others are r's.
    Expr first = isFirst(joint);
    Expr score = first.times(joint).plus(Expr.of(1).minus(first).times(proposal));
    return new Draws(model, guide, score.sum(Level.ROW));
  }

  private static Expr latents(Slot samples, SampleStrategy strategy) {
    return strategy == SampleStrategy.REINFORCE
        ? samples.column("action", Level.ROW)
        : samples
            .output("guide", "action", Level.ROW)
            .at("noise", samples.column("noise", Level.ROW))
            .as("sample");
  }

  /** 1 at the first token of a row, else 0. */
  private static Expr isFirst(Expr tokens) {
    Expr ones = tokens.stop().times(0).plus(1);
    return ones.minus(ones.shift(-1, 0));
  }

  Expr logWeight() {
    return model.minus(guide);
  }
}
