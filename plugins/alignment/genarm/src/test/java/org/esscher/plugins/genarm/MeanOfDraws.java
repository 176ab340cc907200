package org.esscher.plugins.genarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** The mean of a number over random worlds, and how far another mean of 400 may be. */
final class MeanOfDraws {
  /** Worlds behind the numbers that are held against. */
  static final int DRAWS = 400;

  private double sum;
  private double squares;
  private int count;

  void add(double value) {
    sum += value;
    squares += value * value;
    count++;
  }

  double mean() {
    return sum / count;
  }

  /**
   * Holds against a mean of {@link #DRAWS} other worlds that was rounded to .01: three standard
   * errors of the difference of two means, and half a unit.
   */
  void assertAgrees(double other) {
    double variance = squares / count - mean() * mean();
    double error = Math.sqrt(variance * (1.0 / count + 1.0 / DRAWS));
    assertThat(mean()).isCloseTo(other, within(3 * error + 0.005));
  }
}
