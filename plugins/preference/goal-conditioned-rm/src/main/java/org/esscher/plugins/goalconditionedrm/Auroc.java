package org.esscher.plugins.goalconditionedrm;

import java.util.LinkedHashMap;
import java.util.Map;
import org.esscher.api.Column;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.CustomStatistic;
import org.esscher.api.Data;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Level;
import org.esscher.api.Slot;

/**
 * How well scores tell chosen answers from rejected ones: {@code auroc}, of the scores of all
 * chosen against all rejected answers, ties one half; {@code accuracy}, within pairs.
 *
 * <p>Reads the slot {@code pairs}: {@code chosen_score} and {@code rejected_score} of {@code
 * reward}.
 */
@Component(
    value = "auroc",
    summary = "area under the ROC curve of chosen against rejected answers' scores",
    paper = "Nath et al. 2024, arXiv 2407.13887, section 4")
public record Auroc() implements CustomStatistic {
  @Override
  public Map<String, Expr> reads(Inputs in) {
    Slot pairs = in.slot("pairs");
    return Map.of(
        "chosen", BtContrastive.output(pairs, "score", Level.ROW, "chosen"),
        "rejected", BtContrastive.output(pairs, "score", Level.ROW, "rejected"),
        "weight", pairs.weight());
  }

  @Override
  public Map<String, Double> evaluate(Data data, Context context) {
    Column chosen = data.get("chosen");
    Column rejected = data.get("rejected");
    double[] weights = data.get("weight").toArray();
    double right = 0;
    double total = 0;
    for (int row = 0; row < weights.length; row++) {
      right += weights[row] * (Math.signum(chosen.at(row) - rejected.at(row)) + 1) / 2;
      total += weights[row];
    }
    Map<String, Double> found = new LinkedHashMap<>();
    found.put("auroc", RankArea.of(chosen.toArray(), rejected.toArray(), weights));
    found.put("accuracy", total > 0 ? right / total : 0.5);
    return found;
  }
}
