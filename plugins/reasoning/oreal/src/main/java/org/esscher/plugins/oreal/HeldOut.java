package org.esscher.plugins.oreal;

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
 * What a policy is worth on rows from {@link Rollouts#judged}: {@code right}, how often it is
 * right; {@code gain} over the reference, paired by prompt, where all choices are listed; {@code
 * kl} to the reference, nats. Expectations within each prompt, means over prompts.
 *
 * @param listed whether the rows are all choices, weighed by their probability; of what a few drawn
 *     ones say of the reference, by importance weights, nothing is reported
 */
record HeldOut(boolean listed) implements Statistic {
  @Override
  public Map<String, Expr> quantities(Inputs in) {
    Slot rows = in.slot("rollouts").groupedBy("prompt_id");
    Expr right = rows.column("reward", ROW).greaterThan(0);
    // Log-probabilities may be lists, which ROW sums.
    Expr nats = rows.column("logp", ROW).minus(rows.column("ref_logp", ROW));
    Map<String, Expr> quantities = new LinkedHashMap<>();
    quantities.put("right", right.mean(GROUP).mean(BATCH));
    if (listed) {
      Expr ofReference = nats.negate().exp();
      Expr before = right.times(ofReference).sum(GROUP).over(ofReference.sum(GROUP));
      quantities.put("gain", right.mean(GROUP).minus(before).mean(BATCH));
    }
    quantities.put("kl", nats.mean(GROUP).mean(BATCH));
    return quantities;
  }
}
