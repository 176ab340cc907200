package org.esscher.plugins.constrainedrlhf;

import static org.esscher.api.Level.BATCH;
import static org.esscher.api.Level.GROUP;
import static org.esscher.api.Level.ROW;

import java.util.LinkedHashMap;
import java.util.Map;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Slot;
import org.esscher.api.Statistic;

/**
 * What a policy is worth on rows from {@link Choices}: {@code score}, the evaluation; {@code
 * score_gain} over the reference, paired by prompt (by importance weights where choices were
 * drawn); {@code kl} to the reference, nats; {@code reward_i} of each reward. Expectations within
 * each prompt, means over prompts.
 *
 * @param rewards number of rewards
 */
record HeldOut(int rewards) implements Statistic {
  @Override
  public Map<String, Expr> quantities(Inputs in) {
    Slot choices = in.slot("choices").groupedBy("prompt_id");
    Expr share = choices.column(Choices.SHARE, ROW);
    Expr logRatio = choices.column("logp", ROW).minus(choices.column("ref_logp", ROW));
    Map<String, Expr> quantities = new LinkedHashMap<>();
    // A choice that is never taken has no share, and its logarithm is infinite.
    Expr nats = share.greaterThan(0).select(logRatio, Expr.of(0));
    Expr score = choices.column("score", ROW);
    Expr referenceShare = share.times(nats.negate().exp());
    quantities.put("score", within(share, score).mean(BATCH));
    quantities.put(
        "score_gain", within(share, score).minus(within(referenceShare, score)).mean(BATCH));
    quantities.put("kl", within(share, nats).mean(BATCH));
    for (int i = 0; i < rewards; i++) {
      Expr reward = choices.column("rewards", ROW).component(i);
      quantities.put("reward_" + i, within(share, reward).mean(BATCH));
    }
    return quantities;
  }

  /** The expectation within each prompt. */
  private static Expr within(Expr share, Expr value) {
    return share.times(value).sum(GROUP).over(share.sum(GROUP));
  }
}
