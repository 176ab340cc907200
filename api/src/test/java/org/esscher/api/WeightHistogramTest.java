package org.esscher.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class WeightHistogramTest {
  @Test
  void binsAreFactorsOfTwoAndZeroIsItsOwn() {
    assertThat(WeightHistogram.rows("tilted", new double[] {0, 1, 1.9, 2, 0.25, 0, 0.3}))
        .extracting(Object::toString)
        .containsExactly(
            "{series=tilted, weight_low=0.0, weight_high=0.0, rows=2}",
            "{series=tilted, weight_low=0.25, weight_high=0.5, rows=2}",
            "{series=tilted, weight_low=1.0, weight_high=2.0, rows=2}",
            "{series=tilted, weight_low=2.0, weight_high=4.0, rows=1}");
  }

  @Test
  void whatIsNoWeightIsRefused() {
    assertThatThrownBy(() -> WeightHistogram.rows("tilted", new double[] {1, -0.5}))
        .hasMessageContaining("row 1: the importance weight is -0.5");
    assertThatThrownBy(() -> WeightHistogram.rows("tilted", new double[] {Double.NaN}))
        .hasMessageContaining("row 0");
    assertThatThrownBy(
            () -> WeightHistogram.rows("tilted", new double[] {Double.POSITIVE_INFINITY}))
        .hasMessageContaining("row 0");
  }
}
