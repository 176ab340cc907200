package org.esscher.plugins.alignmentasymptotics;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.esscher.api.EsscherException;
import org.esscher.api.EsscherTransform;

/**
 * Words of independent letters, {@code y = (y_1 … y_m)} from p, whose rewards add up: {@code r(y) =
 * Σ r(y_i)}. The optimum of budget m·δ is then the product of one letter's tilt of budget δ. With
 * {@code q ∝ e^r} the reward is log q up to a constant, and cumulants, large deviations and
 * best-of-N have closed forms (sections III and IV of the paper).
 *
 * <p>Letters without probability are dropped. Immutable and thread-safe.
 */
public final class MemorylessModel {
  private static final double TOLERANCE = 1e-13;
  private static final int BISECTIONS = 200;

  /** A mean so near to an end, relative to the range of log q, is the end. */
  private static final double ROUNDING = 1e-12;

  private final double[] logp;
  private final double[] rewards;
  private final double[] logq;
  private final EsscherTransform letter;

  /**
   * A source.
   *
   * @param probabilities of the letters, which sum to 1 within 1e-9
   * @param rewards of the letters, finite
   * @throws EsscherException (DATA) when they do not, or a reward is not finite
   */
  public MemorylessModel(double[] probabilities, double[] rewards) {
    if (probabilities.length != rewards.length) {
      throw EsscherException.data(
          "%d letters need as many rewards, got %d", probabilities.length, rewards.length);
    }
    for (int y = 0; y < probabilities.length; y++) {
      if (!(probabilities[y] >= 0)) {
        throw EsscherException.data(
            "letter %d has the probability %s; it has to be at least 0", y, probabilities[y]);
      }
    }
    int[] kept =
        IntStream.range(0, probabilities.length).filter(y -> probabilities[y] > 0).toArray();
    this.logp = Arrays.stream(kept).mapToDouble(y -> Math.log(probabilities[y])).toArray();
    this.rewards = Arrays.stream(kept).mapToDouble(y -> rewards[y]).toArray();
    this.letter = EsscherTransform.of(logp, this.rewards);
    double top = Arrays.stream(this.rewards).max().orElseThrow();
    double logSum = top + Math.log(Arrays.stream(this.rewards).map(r -> Math.exp(r - top)).sum());
    this.logq = Arrays.stream(this.rewards).map(r -> r - logSum).toArray();
  }

  /**
   * The optimum of one letter.
   *
   * @param budget δ, nats a letter, at least 0
   * @return its tilt
   */
  public EsscherTransform.Point tilt(double budget) {
    return letter.within(budget, TOLERANCE);
  }

  /**
   * The Rényi cross entropy {@code H_a(p‖q) = log(Σ p q^{a−1})/(1 − a)}.
   *
   * @param order a; at 1 it is the limit −Σ p log q
   * @return nats
   */
  public double renyiCrossEntropy(double order) {
    if (order == 1) {
      double sum = 0;
      for (int y = 0; y < logp.length; y++) {
        sum -= Math.exp(logp[y]) * logq[y];
      }
      return sum;
    }
    return logMoment(order - 1) / (1 - order);
  }

  /** log Σ p q^s. */
  private double logMoment(double s) {
    double top = Double.NEGATIVE_INFINITY;
    for (int y = 0; y < logp.length; y++) {
      top = Math.max(top, logp[y] + s * logq[y]);
    }
    double sum = 0;
    for (int y = 0; y < logp.length; y++) {
      sum += Math.exp(logp[y] + s * logq[y] - top);
    }
    return top + Math.log(sum);
  }

  /**
   * The cumulant of a letter's log q under the tilt φ, {@code Λ(ρ) = log E_φ q^ρ = (1/β)·H_{1+1/β}
   * − (1/β + ρ)·H_{1+1/β+ρ}}.
   *
   * @param t 1/β of the tilt
   * @param rho ρ
   * @return Λ(ρ)
   */
  public double cumulant(double t, double rho) {
    return t * renyiCrossEntropy(1 + t) - (t + rho) * renyiCrossEntropy(1 + t + rho);
  }

  /**
   * The rate at which words of a mean log q become rare under the tilt, {@code I(ξ) =
   * KL(T_ξ‖T_{1/β})} with the tilt T_ξ whose mean is ξ. It is the Legendre transform of Λ.
   *
   * @param t 1/β of the tilt
   * @param xi ξ, a mean of log q, nats a letter
   * @return nats a letter; ∞ where no word has that mean
   */
  public double rate(double t, double xi) {
    double low = Arrays.stream(logq).min().orElseThrow();
    double high = Arrays.stream(logq).max().orElseThrow();
    double rounding = ROUNDING * (high - low);
    if (!(xi >= low - rounding && xi <= high + rounding)) {
      return Double.POSITIVE_INFINITY;
    }
    if (xi - low <= rounding || high - xi <= rounding) {
      return -logShare(letter.at(t), xi - low <= rounding ? low : high);
    }
    double at = temperatureOfMean(xi);
    return (at - t) * xi - logMoment(at) + logMoment(t);
  }

  /** The log-probability of the letters of one log q. */
  private double logShare(EsscherTransform.Point tilt, double value) {
    double[] tilted = tilt.logp();
    double share = 0;
    for (int y = 0; y < tilted.length; y++) {
      share += logq[y] == value ? Math.exp(tilted[y]) : 0;
    }
    return Math.log(share);
  }

  private double temperatureOfMean(double xi) {
    double width =
        1 / (Arrays.stream(logq).max().orElseThrow() - Arrays.stream(logq).min().orElseThrow());
    double low = -width;
    double high = width;
    while (meanLogq(low) > xi) {
      low *= 2;
    }
    while (meanLogq(high) < xi) {
      high *= 2;
    }
    for (int i = 0; i < BISECTIONS; i++) {
      double middle = low + (high - low) / 2;
      if (meanLogq(middle) < xi) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }

  private double meanLogq(double t) {
    return letter.at(t).reward() - rewards[0] + logq[0];
  }

  /**
   * Best-of-N of words against the optimum of the same budget, exactly.
   *
   * @param length m, letters a word, at least 1
   * @param budget δ, nats a letter; above 0, and below −log of the probability of the best letters
   * @return both, with N = e^{mδ}, which need not be whole
   */
  public Comparison compare(int length, double budget) {
    EsscherTransform.Point tilt = tilt(budget);
    if (length < 1 || !(budget > 0) || Double.isInfinite(tilt.t())) {
      throw EsscherException.user(
          "words of at least one letter and a budget above 0, below %s nats per letter, are"
              + " compared, got %d and %s",
          letter.at(Double.POSITIVE_INFINITY).divergence(), length, budget);
    }
    RewardSums sums = RewardSums.of(logp, rewards, length);
    double logN = length * budget;
    double[] best = sums.bestOf(logN);
    double logZ = tilt.t() * tilt.reward() - tilt.divergence();
    double reward = 0;
    double fromReference = 0;
    double fromTilt = 0;
    for (int g = 0; g < best.length; g++) {
      double mass = Math.exp(best[g]);
      if (mass > 0) {
        double logRatio = best[g] - sums.logMass(g);
        reward += mass * sums.sum(g);
        fromReference += mass * logRatio;
        fromTilt += mass * (logRatio - tilt.t() * sums.sum(g) + length * logZ);
      }
    }
    return new Comparison(
        reward / length,
        tilt.reward(),
        fromReference / length,
        (logN - 1 + Math.exp(-logN)) / length,
        fromTilt / length);
  }

  /**
   * Best-of-N against the tilt, all a letter.
   *
   * @param bestOfNReward E r of best-of-N
   * @param tiltReward E r of the tilt
   * @param bestOfNDivergence KL(π_N‖p), nats; words of equal reward share their mass
   * @param divergenceBound (log N − (N − 1)/N)/m, nats
   * @param bestOfNToTilt KL(π_N‖φ), nats
   */
  public record Comparison(
      double bestOfNReward,
      double tiltReward,
      double bestOfNDivergence,
      double divergenceBound,
      double bestOfNToTilt) {}
}
