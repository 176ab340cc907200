package org.esscher.plugins.cmorl;

import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.CustomStatistic;
import org.esscher.api.Data;
import org.esscher.api.Default;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;

/**
 * The volume that a set of points dominates above a reference: {@code hypervolume}, in the product
 * of the objectives' units. Only points above the reference in every objective count. The slot
 * {@code points} has a point a row, the list {@code value}, larger is better. Its exact time grows
 * exponentially with the objectives: beyond six or so, draw, and see {@code
 * hypervolume_standard_error}.
 *
 * @param refPoint the reference, one number per objective
 * @param draws number of draws for a Monte Carlo estimate; 0 for the exact volume
 */
@Component(
    value = "hypervolume",
    summary = "volume that a set of points dominates above a reference",
    paper = "Zitzler and Thiele 1999; computed as While, Bradstreet and Barone 2012")
public record Hypervolume(@NotEmpty List<Double> refPoint, @Default("0") @PositiveOrZero int draws)
    implements CustomStatistic {
  /** Copies. */
  public Hypervolume {
    refPoint = List.copyOf(refPoint);
  }

  @Override
  public Map<String, Expr> reads(Inputs in) {
    return Points.reads(in);
  }

  @Override
  public Map<String, Double> evaluate(Data data, Context context) {
    List<double[]> points = Points.of(data);
    Volume volume = new Volume(Points.fitting("refPoint", refPoint, points));
    if (draws == 0) {
      return Map.of("hypervolume", volume.of(points));
    }
    Volume.Estimated estimated = volume.estimated(points, draws, context.random());
    Map<String, Double> told = new LinkedHashMap<>();
    told.put("hypervolume", estimated.volume());
    told.put("hypervolume_standard_error", estimated.standardError());
    return told;
  }
}
