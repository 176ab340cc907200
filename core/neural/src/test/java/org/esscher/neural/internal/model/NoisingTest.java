package org.esscher.neural.internal.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class NoisingTest {
  private static final double INFINITE = Double.POSITIVE_INFINITY;

  /** Draws one number only. */
  private record Drawn(double nextGaussian) implements RandomGenerator {
    @Override
    public long nextLong() {
      throw new AssertionError("nothing else is drawn");
    }
  }

  /**
   * The odd numbers up to 2t − 1 sum to t²: of T steps the first t leave ᾱ = exp(−0.1·t/T −
   * 9.9·t²/(2T²)).
   */
  @Test
  void theScheduleEndsNearPureNoise() {
    Noising noising = new Noising(10);
    for (int t = 1; t <= 10; t++) {
      double left = Math.exp(-0.01 * t - 0.0495 * t * t);
      assertThat(noising.noisy(1, 0, t)).isEqualTo(Math.sqrt(left), within(1e-15));
      assertThat(noising.noisy(0, 1, t)).isEqualTo(Math.sqrt(1 - left), within(1e-15));
    }
  }

  /**
   * By Bayes: x₁ given x₀ is N(√ᾱ₁·x₀, 1 − ᾱ₁) and x₂ given x₁ is N(√α₂·x₁, 1 − α₂), so that x₁
   * given both has precision 1/(1 − ᾱ₁) + α₂/(1 − α₂). Of two steps ᾱ₁ = exp(−1.2875), ᾱ₂ =
   * exp(−5.05) and α₂ = ᾱ₂/ᾱ₁.
   */
  @Test
  void aStepBackDrawsFromThePosterior() {
    double left = Math.exp(-1.2875);
    double all = Math.exp(-5.05);
    double alpha = all / left;
    double noisy = 0.5;
    double predicted = 0.4;
    for (double bound : new double[] {INFINITE, 1}) {
      // Without a bound 1.265, which a bound of 1 clips.
      double clean = Math.min(bound, (noisy - Math.sqrt(1 - all) * predicted) / Math.sqrt(all));
      double precision = 1 / (1 - left) + alpha / (1 - alpha);
      double mean =
          (Math.sqrt(left) * clean / (1 - left) + Math.sqrt(alpha) * noisy / (1 - alpha))
              / precision;
      Noising noising = new Noising(2);
      assertThat(noising.back(noisy, predicted, 2, bound, new Drawn(0)))
          .isEqualTo(mean, within(1e-14));
      assertThat(noising.back(noisy, predicted, 2, bound, new Drawn(3)))
          .isEqualTo(mean + 3 / Math.sqrt(precision), within(1e-14));
    }
  }

  /** At step 1 x₀ is what is left: with ε = 0 it is x₁/√ᾱ₁. Its bound is met to the last bit. */
  @Test
  void theLastStepGivesTheActionItself() {
    Noising noising = new Noising(7);
    Drawn unused = new Drawn(Double.NaN);
    double left = Math.exp(-0.1 / 7 - 9.9 / 98);
    assertThat(noising.back(0.3, 0, 1, INFINITE, unused))
        .isEqualTo(0.3 / Math.sqrt(left), within(1e-15));
    assertThat(noising.back(5, 0, 1, 1.7, unused)).isEqualTo(1.7);
    assertThat(noising.back(-5, 0, 1, 1.7, unused)).isEqualTo(-1.7);
  }
}
