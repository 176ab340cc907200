package org.esscher.neural;

import java.util.LinkedHashMap;
import java.util.Map;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Level;
import org.esscher.api.Slot;
import org.esscher.api.Statistic;

/**
 * What a policy says of pairs that it was not trained on, with standard errors over prompts:
 *
 * <ul>
 *   <li>{@code likelihood_accuracy}: it gives the chosen answer more probability;
 *   <li>{@code accuracy}: of the two, the chosen answer gained more over the reference (½ each at a
 *       tie, so ½ for the reference itself);
 *   <li>{@code margin}: by how many nats more.
 * </ul>
 */
record HeldOutPairs() implements Statistic {
  @Override
  public Map<String, Expr> quantities(Inputs in) {
    Slot pairs = in.slot("pairs").groupedBy("prompt_id");
    Expr logOdds = logp(pairs, "policy", "chosen").minus(logp(pairs, "policy", "rejected"));
    Expr before = logp(pairs, "policy@ref", "chosen").minus(logp(pairs, "policy@ref", "rejected"));
    Expr gained = logOdds.minus(before);
    Map<String, Expr> quantities = new LinkedHashMap<>();
    quantities.put("likelihood_accuracy", positive(logOdds).mean(Level.BATCH));
    quantities.put("accuracy", positive(gained).mean(Level.BATCH));
    quantities.put("margin", gained.mean(Level.BATCH));
    return quantities;
  }

  private static Expr positive(Expr difference) {
    return difference.sign().plus(1).times(0.5);
  }

  private static Expr logp(Slot pairs, String role, String answer) {
    return pairs
        .output(role, "logp", Level.ROW)
        .at("completion", pairs.column(answer, Level.ROW))
        .as(answer + "_logp");
  }
}
