package org.esscher.plugins.qarl;

import static org.esscher.api.Level.BATCH;
import static org.esscher.api.Level.GROUP;
import static org.esscher.api.Level.ROW;

import java.util.LinkedHashMap;
import java.util.Map;
import org.esscher.api.Component;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Statistic;

/**
 * How a policy does where physical constants are not those that it was trained with. Slot {@code
 * episodes}, a row an episode: {@code return}, and {@code group_id}, the cell of the grid of
 * constants. Numbers, of the cells' mean returns: {@code mean}, {@code worst} and {@code best}; and
 * {@code spread}, their standard deviation (ddof 0). Standard errors of the mean are over cells.
 */
@Component(
    value = "robustness-grid",
    summary = "returns over a grid of physical constants: mean, worst, best and spread",
    paper = "Reddi et al. 2024, arXiv 2311.01642, the robustness evaluation")
public record RobustnessGrid() implements Statistic {
  @Override
  public Map<String, Expr> quantities(Inputs in) {
    Expr cell = in.slot("episodes").groupedBy("group_id").column("return", ROW).mean(GROUP);
    Map<String, Expr> quantities = new LinkedHashMap<>();
    quantities.put("mean", cell.mean(BATCH));
    quantities.put("worst", cell.minimum(BATCH));
    quantities.put("best", cell.maximum(BATCH));
    quantities.put("spread", cell.populationStd(BATCH));
    return quantities;
  }
}
