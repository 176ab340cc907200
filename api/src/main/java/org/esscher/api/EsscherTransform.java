package org.esscher.api;

import java.util.Arrays;
import java.util.List;

/**
 * The Esscher transform of a finite distribution p by a reward r, {@code p_t(y) ∝ p(y)·exp(t·r(y))}
 * with t = 1/β: of all distributions within its KL(·‖p) the one with the largest expected reward,
 * so the frontier of reward against divergence. The divergence grows with t from 0, at t = 0, to
 * {@code −log p(argmax r)}, at t = ∞, where the transform is p on the outcomes of largest reward.
 * Neither it nor the transform changes when a constant is added to r.
 *
 * <p>Immutable and thread-safe.
 *
 * @see <a href="https://arxiv.org/abs/2404.01730">Yang et al. 2024, Asymptotics of Language Model
 *     Alignment, theorem 1</a>
 */
public final class EsscherTransform {
  /** Probabilities may miss a sum of 1 by this much. */
  private static final double MASS_TOLERANCE = 1e-9;

  private static final int BISECTIONS = 200;

  private final double[] logp;
  private final double[] rewards;
  private final double lowest;
  private final double highest;

  private EsscherTransform(double[] logp, double[] rewards, double lowest, double highest) {
    this.logp = logp;
    this.rewards = rewards;
    this.lowest = lowest;
    this.highest = highest;
  }

  /**
   * The transforms of a distribution.
   *
   * @param logp log-probabilities of the outcomes, nats; −∞ for an outcome that never comes
   * @param rewards one an outcome; finite where the outcome may come
   * @return the transforms
   * @throws EsscherException (DATA) when the probabilities miss a sum of 1 by more than 1e-9, or a
   *     reward is not finite, naming the outcome
   */
  public static EsscherTransform of(double[] logp, double[] rewards) {
    if (logp.length != rewards.length) {
      throw EsscherException.data(
          "%d log-probabilities need as many rewards, got %d", logp.length, rewards.length);
    }
    double mass = 0;
    double lowest = Double.POSITIVE_INFINITY;
    double highest = Double.NEGATIVE_INFINITY;
    for (int y = 0; y < logp.length; y++) {
      if (logp[y] != Double.NEGATIVE_INFINITY) {
        if (!Double.isFinite(rewards[y])) {
          throw EsscherException.data(
              "outcome %d has the reward %s; to tilt by a reward it has to be finite wherever the"
                  + " probability is positive",
              y, rewards[y]);
        }
        mass += Math.exp(logp[y]);
        lowest = Math.min(lowest, rewards[y]);
        highest = Math.max(highest, rewards[y]);
      }
    }
    if (!(Math.abs(mass - 1) <= MASS_TOLERANCE)) {
      throw EsscherException.data(
          "the probabilities of %d outcomes sum to %s; they have to sum to 1 within %s",
          logp.length, mass, MASS_TOLERANCE);
    }
    return new EsscherTransform(logp.clone(), rewards.clone(), lowest, highest);
  }

  /**
   * Whether no transform differs from p.
   *
   * @return true when all outcomes that may come have one reward
   */
  public boolean constant() {
    return lowest == highest;
  }

  /**
   * The transform at one inverse temperature.
   *
   * @param t 1/β, nats a reward unit; negative towards small rewards, ±∞ for the limits
   * @return the transform
   */
  public Point at(double t) {
    if (Double.isNaN(t)) {
      throw EsscherException.user("an inverse temperature is a number, got NaN");
    }
    // The exponents are at most 0 then, whatever the size of the rewards.
    double anchor = t >= 0 ? highest : lowest;
    double[] tilted = new double[logp.length];
    double mass = 0;
    for (int y = 0; y < tilted.length; y++) {
      tilted[y] = logp[y] + exponent(t, rewards[y] - anchor, logp[y]);
      mass += Math.exp(tilted[y]);
    }
    double logMass = Math.log(mass);
    double excess = 0;
    for (int y = 0; y < tilted.length; y++) {
      tilted[y] -= logMass;
      if (tilted[y] != Double.NEGATIVE_INFINITY) {
        excess += Math.exp(tilted[y]) * (rewards[y] - anchor);
      }
    }
    double divergence = Double.isInfinite(t) ? -logMass : t * excess - logMass;
    return new Point(t, anchor + excess, Math.max(0, divergence), tilted);
  }

  /** KL(p_t‖p) for t ≥ 0, as {@link #at} gives it, without the transform itself. */
  private double divergenceAt(double t) {
    double mass = 0;
    double excess = 0;
    for (int y = 0; y < logp.length; y++) {
      double gap = rewards[y] - highest;
      double weight = Math.exp(logp[y] + exponent(t, gap, logp[y]));
      mass += weight;
      excess += weight > 0 ? weight * gap : 0;
    }
    return Math.max(0, (Double.isInfinite(t) ? 0 : t * excess / mass) - Math.log(mass));
  }

  /** t·gap, where an outcome that never comes has no exponent, nor has a gap of 0 at t = ±∞. */
  private static double exponent(double t, double gap, double logp) {
    return logp == Double.NEGATIVE_INFINITY || gap == 0 ? 0 : t * gap;
  }

  /**
   * The transform of largest reward within a budget.
   *
   * @param budget bound on KL(p_t‖p), nats, at least 0
   * @param tolerance how far from the budget its divergence may be, nats, above 0; of a budget
   *     below 1 nat, as a share of it
   * @return p itself when the budget is 0 or the reward constant; p on the outcomes of largest
   *     reward, with t = ∞, when the budget admits it
   */
  public Point within(double budget, double tolerance) {
    return at(inverseTemperature(List.of(this), budget, tolerance));
  }

  /**
   * The inverse temperature that several transforms share when their mean divergence meets a
   * budget: the optimum of the mean reward over contexts under a bound on the mean divergence.
   *
   * @param transforms one a context, at least one
   * @param budget bound on the mean of KL(p_t‖p), nats, at least 0
   * @param tolerance how far from the budget it may be, nats, above 0; of a budget below 1 nat, as
   *     a share of it
   * @return t, within [0, ∞]; 0 when no transform can leave its p
   * @throws EsscherException (USER) when the budget is negative or the tolerance not positive
   */
  public static double inverseTemperature(
      List<EsscherTransform> transforms, double budget, double tolerance) {
    if (!(budget >= 0) || !(tolerance > 0)) {
      throw EsscherException.user(
          "a budget of divergence is at least 0 nats and its tolerance above 0, got %s and %s",
          budget, tolerance);
    }
    double range = transforms.stream().mapToDouble(p -> p.highest - p.lowest).max().orElse(0);
    if (budget == 0 || range == 0) {
      return 0;
    }
    if (meanDivergence(transforms, Double.POSITIVE_INFINITY) <= budget) {
      return Double.POSITIVE_INFINITY;
    }
    double high = 1 / range;
    while (meanDivergence(transforms, high) < budget) {
      high *= 2;
    }
    double low = 0;
    for (int i = 0; i < BISECTIONS; i++) {
      double middle = low + (high - low) / 2;
      double divergence = meanDivergence(transforms, middle);
      // The divergence is quadratic in t near 0: an absolute tolerance would leave t loose there.
      if (Math.abs(divergence - budget) <= tolerance * Math.min(1, budget)
          || middle == low
          || middle == high) {
        return middle;
      }
      if (divergence < budget) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }

  /**
   * What several contexts are worth at one inverse temperature: with those that {@link
   * #inverseTemperature} finds, the frontier of the mean reward against the mean divergence, which
   * no policy gets above.
   *
   * @param transforms one a context, at least one
   * @param t 1/β, nats a reward unit
   * @return the means over contexts
   */
  public static Mean mean(List<EsscherTransform> transforms, double t) {
    double reward = 0;
    double divergence = 0;
    for (EsscherTransform transform : transforms) {
      Point point = transform.at(t);
      reward += point.reward() / transforms.size();
      divergence += point.divergence() / transforms.size();
    }
    return new Mean(t, reward, divergence);
  }

  private static double meanDivergence(List<EsscherTransform> transforms, double t) {
    return transforms.stream().mapToDouble(p -> p.divergenceAt(t)).average().orElse(0);
  }

  /**
   * Means over contexts at one inverse temperature.
   *
   * @param t 1/β
   * @param reward the mean of the expected rewards
   * @param divergence the mean divergence, nats
   */
  public record Mean(double t, double reward, double divergence) {}

  /** A transform at one inverse temperature. */
  public static final class Point {
    private final double t;
    private final double reward;
    private final double divergence;
    private final double[] logp;

    private Point(double t, double reward, double divergence, double[] logp) {
      this.t = t;
      this.reward = reward;
      this.divergence = divergence;
      this.logp = logp;
    }

    /**
     * The inverse temperature.
     *
     * @return t = 1/β; ±∞ for the limits
     */
    public double t() {
      return t;
    }

    /**
     * The expected reward.
     *
     * @return E r under the transform
     */
    public double reward() {
      return reward;
    }

    /**
     * The divergence from p.
     *
     * @return KL(p_t‖p), nats
     */
    public double divergence() {
      return divergence;
    }

    /**
     * The transform.
     *
     * @return a new array of log-probabilities, nats; −∞ for outcomes that never come
     */
    public double[] logp() {
      return logp.clone();
    }

    @Override
    public String toString() {
      return "t = "
          + t
          + ", E r = "
          + reward
          + ", KL = "
          + divergence
          + " "
          + Arrays.toString(logp);
    }
  }
}
