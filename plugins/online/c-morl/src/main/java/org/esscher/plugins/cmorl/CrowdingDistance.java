package org.esscher.plugins.cmorl;

import java.util.Map;
import org.esscher.api.Column;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.CustomStatistic;
import org.esscher.api.Data;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;

/**
 * How lonely each point is: {@code crowding_distance}, a number a row, the distance between its two
 * neighbors in shares of an objective's range, summed over objectives; infinite at the extremes of
 * any objective. The slot {@code points} has a point a row, the list {@code value}; rows of equal
 * values keep their order.
 */
@Component(
    value = "crowding-distance",
    summary = "how far apart the neighbors of each point of a Pareto front are",
    paper = "Deb et al. 2002 (NSGA-II); Liu et al. 2025, arXiv 2410.02236")
public record CrowdingDistance() implements CustomStatistic {
  @Override
  public Map<String, Expr> reads(Inputs in) {
    return Points.reads(in);
  }

  @Override
  public Map<String, Double> evaluate(Data data, Context context) {
    return Map.of();
  }

  @Override
  public Map<String, Column> columns(Data data, Context context) {
    return Map.of("crowding_distance", context.columns().numbers(Front.crowding(Points.of(data))));
  }
}
