package org.esscher.plugins.cmorl;

import jakarta.validation.constraints.NotEmpty;
import java.util.List;
import java.util.Map;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.CustomStatistic;
import org.esscher.api.Data;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;

/**
 * What users of some preferences get from a set of points: {@code expected_utility}, the best
 * weighted sum, the mean over preferences. The slot {@code points} has a point a row, the list
 * {@code value}, larger is better.
 *
 * @param weights preferences, each with one weight per objective, at least 0 and summing to 1
 */
@Component(
    value = "expected-utility",
    summary = "the best weighted sum of a set of points, mean over preferences",
    paper = "Zintgraf et al. 2015; Liu et al. 2025, arXiv 2410.02236")
public record ExpectedUtility(@NotEmpty List<List<Double>> weights) implements CustomStatistic {
  /** Copies and checks. */
  public ExpectedUtility {
    weights = weights.stream().map(each -> Preferences.checked("weights", each)).toList();
  }

  @Override
  public Map<String, Expr> reads(Inputs in) {
    return Points.reads(in);
  }

  @Override
  public Map<String, Double> evaluate(Data data, Context context) {
    List<double[]> points = Points.of(data);
    weights.forEach(each -> Points.fitting("weights", each, points));
    return Map.of("expected_utility", Front.expectedUtility(points, weights));
  }
}
