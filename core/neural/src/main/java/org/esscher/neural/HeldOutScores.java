package org.esscher.neural;

import java.util.LinkedHashMap;
import java.util.Map;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Level;
import org.esscher.api.Slot;
import org.esscher.api.Statistic;

/**
 * How a reward does on pairs that it was not fitted to, with standard errors over prompts: {@code
 * accuracy}, the share of pairs whose chosen answer has the higher score (ties half); {@code
 * margin}, the mean difference of scores; {@code loss}, the mean of −log σ of that difference, log
 * 2 for a reward that knows nothing.
 */
record HeldOutScores() implements Statistic {
  @Override
  public Map<String, Expr> quantities(Inputs in) {
    Slot pairs = in.slot("pairs").groupedBy("prompt_id");
    Expr difference = difference(pairs);
    Map<String, Expr> quantities = new LinkedHashMap<>();
    quantities.put("accuracy", difference.sign().plus(1).times(0.5).mean(Level.BATCH));
    quantities.put("margin", difference.mean(Level.BATCH));
    quantities.put("loss", difference.negate().softplus().mean(Level.BATCH));
    return quantities;
  }

  /** By how much the chosen answer's score is above the other's, at ROW. */
  static Expr difference(Slot pairs) {
    return score(pairs, "chosen").minus(score(pairs, "rejected"));
  }

  private static Expr score(Slot pairs, String answer) {
    return pairs
        .output("reward", "score", Level.ROW)
        .at("completion", pairs.column(answer, Level.ROW))
        .as(answer + "_score");
  }
}
