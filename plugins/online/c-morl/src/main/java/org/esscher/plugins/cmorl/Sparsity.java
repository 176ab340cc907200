package org.esscher.plugins.cmorl;

import java.util.Map;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.CustomStatistic;
import org.esscher.api.Data;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;

/**
 * The gaps of a front: {@code sparsity}, squared gaps between neighbors in each objective, summed,
 * over the number of points less one, of the points that none dominates, each once. 0 of a single
 * point, so that it says nothing without the hypervolume. The slot {@code points} has a point a
 * row, the list {@code value}, larger is better.
 */
@Component(
    value = "sparsity",
    summary = "squared gaps between neighbors on a Pareto front",
    paper = "Xu et al. 2020 (PGMORL); Liu et al. 2025, arXiv 2410.02236")
public record Sparsity() implements CustomStatistic {
  @Override
  public Map<String, Expr> reads(Inputs in) {
    return Points.reads(in);
  }

  @Override
  public Map<String, Double> evaluate(Data data, Context context) {
    return Map.of("sparsity", Front.sparsity(Front.of(Points.of(data))));
  }
}
