package org.esscher.plugins.hypo;

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
 * How a trained policy does on pairs and prompts that judge it, with standard errors over prompts.
 * Quantities:
 *
 * <ul>
 *   <li>of {@code pairs}: {@code accuracy}, the policy gives the preferred answer more probability
 *       (ties half); {@code difference} to the reference's, paired; {@code preference_loss}, DPO's;
 *   <li>of {@code answers}, whose {@code mass} is the share of the policy in its prompt: {@code
 *       kl}, KL(π‖π_ref) in nats; {@code ood_mass}, of answers that the data lacks; {@code
 *       expected_reward}, where the true reward is known.
 * </ul>
 *
 * @param beta β of the preference loss
 * @param rewards whether the answers have {@code expected_reward}
 */
record HeldOut(double beta, boolean rewards) implements Statistic {
  @Override
  public Map<String, Expr> quantities(Inputs in) {
    Slot pairs = in.slot("pairs").groupedBy("prompt_id");
    Expr accuracy = accuracy(pairs, "policy");
    Pairs logRatios = Pairs.of(pairs);
    Expr margin = logRatios.chosen().minus(logRatios.rejected()).times(beta);

    Slot answers = in.slot("answers").groupedBy("prompt_id");
    Expr mass = answers.column("mass", ROW);
    Expr logRatio =
        answers.output("policy", "logp", ROW).minus(answers.output("policy@ref", "logp", ROW));
    Expr outside = answers.column("behavior_prob", ROW).equalTo(0);

    Map<String, Expr> quantities = new LinkedHashMap<>();
    quantities.put("accuracy", overPairs(accuracy));
    quantities.put("difference", overPairs(accuracy.minus(accuracy(pairs, "policy@ref"))));
    quantities.put("preference_loss", overPairs(margin.negate().softplus()));
    quantities.put("kl", expected(mass, logRatio));
    quantities.put("ood_mass", expected(mass, outside));
    if (rewards) {
      quantities.put("expected_reward", expected(mass, answers.column("expected_reward", ROW)));
    }
    return quantities;
  }

  private static Expr accuracy(Slot pairs, String role) {
    Expr logOdds = Pairs.logp(pairs, role, "chosen").minus(Pairs.logp(pairs, role, "rejected"));
    return logOdds.sign().plus(1).times(0.5);
  }

  /** The mean over pairs, by way of prompts, whose pairs are not independent. */
  private static Expr overPairs(Expr value) {
    return value.sum(GROUP).mean(BATCH).over(value.count(GROUP).mean(BATCH));
  }

  /** Over a prompt's answers, then over prompts. */
  private static Expr expected(Expr mass, Expr value) {
    return mass.times(value).sum(GROUP).mean(BATCH);
  }
}
