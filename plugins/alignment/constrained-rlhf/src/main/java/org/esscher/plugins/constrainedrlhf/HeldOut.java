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
 * What a policy is worth on rows from {@link Choices}: {@code score}, the evaluation; {@code kl} to
 * the reference, nats; {@code reward_i} of each reward. Expectations within each prompt, means over
 * prompts.
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
    quantities.put("score", expected(share, choices.column("score", ROW)));
    // A choice that is never taken has no share, and its logarithm is infinite.
    Expr nats = share.greaterThan(0).select(logRatio, Expr.of(0));
    quantities.put("kl", expected(share, nats));
    for (int i = 0; i < rewards; i++) {
      quantities.put("reward_" + i, expected(share, choices.column("rewards", ROW).component(i)));
    }
    return quantities;
  }

  private static Expr expected(Expr share, Expr value) {
    return share.times(value).sum(GROUP).over(share.sum(GROUP)).mean(BATCH);
  }
}
