package org.esscher.plugins.r2pvi;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Data;
import org.esscher.api.Default;
import org.esscher.api.EsscherException;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Learner;
import org.esscher.api.Model;
import org.esscher.api.RobustDual;
import org.esscher.api.State;
import org.esscher.plugins.r2pvi.LinearValues.Pessimism;

/**
 * Robust regularized pessimistic value iteration: fits a policy that survives a shift of the
 * transitions to a log of the nominal process, in one backward pass without a gradient. See {@link
 * StepLog} for the columns of the slot {@code log}.
 *
 * <p>What is fitted holds, row by row, {@code w} (θ + ν̂), {@code nu} and {@code bonus_diag} (the
 * roots of the diagonal of Λ⁻¹), each of horizon · d numbers, {@code inverse} (Λ⁻¹, horizon · d ·
 * d) and {@code q_first}, Q̂ of the first step at the queries. The model is the greedy policy: from
 * {@code step} and {@code features_all}, the features of every action, it computes {@code action},
 * {@code value} and the list {@code q_all}.
 *
 * @param divergence divergence D from the log's transitions, which nature pays for
 * @param lambda λ, the price of nature's changes; a small one is more cautious
 * @param beta β, the factor of the bonus
 * @param ridge ridge penalty γ of the regressions
 * @param horizon horizon H: steps in an episode
 * @param bonus form of the bonus: the paper's or the released code's
 * @param hasFailState whether there is a fail state, worth 0, which rows announce in {@code
 *     next_is_fail}; otherwise the worst value is that of the log
 * @param theta θ_h, by step; rewards are φ·θ_h, within [0, 1]
 * @param alphaGrid number of values that the dual of chi-square tries, evenly from 0 to H
 * @param lowerClip whether values are at least 0, as in the paper; the released code has no bound
 * @param varianceAware whether rows are weighted by 1/σ², with σ² the variance (at least 1) of the
 *     regression's target by a first fit; for total variation only
 * @param queries features whose first-step value is returned in {@code q_first}
 */
@Component(
    value = "r2pvi",
    summary = "robust regularized pessimistic value iteration from a log",
    paper = "Tang et al. 2025, arXiv 2411.18612, algorithm 1")
public record R2pvi(
    @Default("kl") Regularizer divergence,
    @Default("0.1") @Positive double lambda,
    @Default("1") @PositiveOrZero double beta,
    @Default("0.1") @Positive double ridge,
    @Min(1) int horizon,
    @Default("paper") Bonus bonus,
    @Default("true") boolean hasFailState,
    @NotEmpty List<List<Double>> theta,
    @Default("301") @Min(11) int alphaGrid,
    @Default("true") boolean lowerClip,
    @Default("false") boolean varianceAware,
    @Default("[]") List<List<Double>> queries)
    implements Learner {
  /** Copies and checks. */
  public R2pvi {
    theta = theta.stream().map(List::copyOf).toList();
    queries = queries.stream().map(List::copyOf).toList();
    LinearRewards rewards = new LinearRewards(theta, horizon);
    if (queries.stream().anyMatch(query -> query.size() != rewards.width())) {
      throw EsscherException.user(
          "queries have %s components; %d are needed, as theta has",
          queries.stream().map(List::size).distinct().toList(), rewards.width());
    }
    if (varianceAware && divergence != Regularizer.TV) {
      throw EsscherException.user(
          "varianceAware is for the divergence tv, and %s was asked for",
          divergence.name().toLowerCase(Locale.ROOT));
    }
  }

  @Override
  public Map<String, Expr> reads(Inputs in) {
    return StepLog.reads(in, horizon, hasFailState);
  }

  @Override
  public State fit(Data data, State previous, Context context) {
    LinearRewards rewards = new LinearRewards(theta, horizon);
    StepLog log = new StepLog(data, rewards, hasFailState);
    LinearValues values =
        new BackwardPass(log, rewards, ridge, pessimism(), context::progress)
            .knownRewards(this::worst, varianceAware ? this::weights : BackwardPass.Weighting.EVEN);
    double[] first =
        queries.stream()
            .map(query -> query.stream().mapToDouble(Double::doubleValue).toArray())
            .mapToDouble(phi -> values.q(0, rewards.checked(0, phi, "queries")))
            .toArray();
    return values.save().with("q_first", first);
  }

  private Pessimism pessimism() {
    return new Pessimism(beta, bonus, lowerClip);
  }

  /** inf over μ of E_μ[V̂] + λ·D(μ‖μ_{h,i}) by its dual, of which the ridge estimates the means. */
  double[] worst(Ridge ridge, double[] values) {
    RobustDual dual = divergence.divergence(alphaGrid).as(RobustDual.class).orElseThrow();
    return dual.value(
        g -> ridge.fit(Arrays.stream(values).map(g).toArray()),
        lambda,
        divergence.range(worstValue(values), least(values), horizon));
  }

  /** V_min. */
  private double worstValue(double[] values) {
    return hasFailState ? 0 : least(values);
  }

  private static double least(double[] values) {
    return Arrays.stream(values).min().orElse(0);
  }

  /** 1/σ², of the values as total variation bounds them. */
  private double[] weights(List<double[]> features, double[] values) {
    double cap = worstValue(values) + lambda;
    double[] bounded = Arrays.stream(values).map(value -> Math.min(value, cap)).toArray();
    double[] even = BackwardPass.Weighting.EVEN.of(features, values);
    Ridge first = new Ridge(ridge, features, even, theta.get(0).size());
    double[] mean = first.fit(bounded);
    double[] square = first.fit(Arrays.stream(bounded).map(value -> value * value).toArray());
    double[] weights = new double[even.length];
    Arrays.setAll(
        weights,
        row -> {
          double of = clip(Ridge.dot(features.get(row), mean), horizon);
          double ofSquares = clip(Ridge.dot(features.get(row), square), (double) horizon * horizon);
          return 1 / Math.max(1, ofSquares - of * of);
        });
    return weights;
  }

  private static double clip(double value, double high) {
    return Math.min(Math.max(value, 0), high);
  }

  @Override
  public Model load(State fitted, Context context) {
    return new GreedyLinearPolicy(fitted, LinearValues.restored(fitted, horizon, pessimism()));
  }
}
