package org.esscher.plugins.genarm;

import java.util.LinkedHashMap;
import java.util.Map;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Level;
import org.esscher.api.Slot;
import org.esscher.api.Statistic;

/**
 * How often each model prefers the chosen answer of a pair that nothing was fitted to (½ at a tie),
 * with standard errors over prompts: {@code arm}, the autoregressive reward; {@code dpo}, the
 * comparator's implicit reward; {@code base}, the base policy's probability; {@code judge}, the
 * reward that answers are judged by.
 */
record HeldOut() implements Statistic {
  @Override
  public Map<String, Expr> quantities(Inputs in) {
    Slot pairs = in.slot("pairs").groupedBy("prompt_id");
    Expr base = difference(pairs, GenArmRecipe.BASE, "logp");
    Map<String, Expr> quantities = new LinkedHashMap<>();
    quantities.put("arm", preferred(difference(pairs, "arm", "logp")));
    quantities.put("dpo", preferred(difference(pairs, GenArmRecipe.DPO, "logp").minus(base)));
    quantities.put("base", preferred(base));
    quantities.put("judge", preferred(difference(pairs, "reward", "score")));
    return quantities;
  }

  private static Expr preferred(Expr difference) {
    return difference.sign().plus(1).times(0.5).mean(Level.BATCH);
  }

  private static Expr difference(Slot pairs, String role, String output) {
    return value(pairs, role, output, "chosen").minus(value(pairs, role, output, "rejected"));
  }

  private static Expr value(Slot pairs, String role, String output, String answer) {
    return pairs
        .output(role, output, Level.ROW)
        .at("completion", pairs.column(answer, Level.ROW))
        .as(answer + "_" + output);
  }
}
