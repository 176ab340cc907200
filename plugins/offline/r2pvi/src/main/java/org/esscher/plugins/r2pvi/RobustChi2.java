package org.esscher.plugins.r2pvi;

import jakarta.validation.constraints.Min;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.esscher.api.Component;
import org.esscher.api.Default;
import org.esscher.api.Divergence;
import org.esscher.api.RobustDual;

/**
 * The worst case under a price of λ·E₀[(μ/μ₀ − 1)²]: ν = max over a of E₀[V_a] − Var₀(V_a)/(4λ),
 * V_a = min(V, a), where μ = μ₀·(1 + (E₀[V_a] − V_a)/(2λ)).
 *
 * <p>The maximum: with a minimum over a, which is at the least V, λ would have no effect.
 *
 * @param alphaGrid number of values of the dual variable to try, evenly from the range's floor to
 *     its high, where only expectations are known; between them the maximum is missed by at most
 *     (high − floor)²/(16·λ·(alphaGrid − 1)²)
 */
@Component(
    value = "robust-chi2",
    summary = "the worst case under a chi-square penalty, by its dual",
    paper = "Tang et al. 2025, arXiv 2411.18612")
public record RobustChi2(@Default("301") @Min(11) int alphaGrid)
    implements Divergence, RobustDual, WorstCase {
  /**
   * {@inheritDoc} Moments that a regression estimates are clipped to what values within the range
   * can have.
   */
  @Override
  public double[] value(Expectation nominal, double lambda, Range range) {
    double from = range.floor();
    double to = range.high();
    double greatestSquare = Math.max(from * from, to * to);
    double[] nu = new double[0];
    for (int k = 0; k < alphaGrid; k++) {
      double a = from + (to - from) * k / (alphaGrid - 1);
      double[] first = nominal.of(value -> Math.min(value, a));
      double[] second = nominal.of(value -> Math.min(value, a) * Math.min(value, a));
      if (k == 0) {
        nu = new double[first.length];
        Arrays.fill(nu, Double.NEGATIVE_INFINITY);
      }
      for (int i = 0; i < nu.length; i++) {
        double mean = Math.min(Math.max(first[i], from), to);
        double square = Math.min(Math.max(second[i], 0), greatestSquare);
        nu[i] = Math.max(nu[i], mean + (mean * mean - square) / (4 * lambda));
      }
    }
    return nu;
  }

  @Override
  public Worst worst(double[] prob, double[] value, double lambda) {
    double a = maximizer(prob, value, lambda);
    double mean = 0;
    for (int i = 0; i < prob.length; i++) {
      mean += prob[i] * Math.min(value[i], a);
    }
    double variance = 0;
    double[] worst = new double[prob.length];
    for (int i = 0; i < prob.length; i++) {
      double deviation = Math.min(value[i], a) - mean;
      variance += prob[i] * deviation * deviation;
      worst[i] = prob[i] * Math.max(0, 1 - deviation / (2 * lambda));
    }
    return new Worst(mean - variance / (4 * lambda), worst);
  }

  /**
   * The derivative in a is P(V &gt; a)·(1 − (a − E₀[V_a])/(2λ)), and a − E₀[V_a] = c·a − s rises
   * with a, where c is the mass of V ≤ a, and s their share of the mean: it is 0 at a = (2λ + s)/c,
   * or nowhere below the greatest V.
   */
  private static double maximizer(double[] prob, double[] value, double lambda) {
    int[] order =
        IntStream.range(0, prob.length)
            .filter(i -> prob[i] > 0)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> value[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    double c = 0;
    double s = 0;
    for (int k = 0; k < order.length - 1; k++) {
      c += prob[order[k]];
      s += prob[order[k]] * value[order[k]];
      double a = (2 * lambda + s) / c;
      if (a <= value[order[k + 1]]) {
        return a;
      }
    }
    return value[order[order.length - 1]];
  }
}
