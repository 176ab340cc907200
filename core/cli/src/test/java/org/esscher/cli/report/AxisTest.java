package org.esscher.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class AxisTest {
  @Test
  void holdsTheValuesWithAMarginOfFourPercent() {
    Axis axis = Axis.holding(DoubleStream.of(10, 0, 4));

    assertThat(axis.from()).isEqualTo(-0.4);
    assertThat(axis.to()).isEqualTo(10.4);
    assertThat(axis.fraction(-0.4)).isEqualTo(0);
    assertThat(axis.fraction(5)).isEqualTo(0.5, within(1e-15));
    assertThat(axis.fraction(10.4)).isEqualTo(1);
  }

  @Test
  void ticksAreRoundNumbers() {
    // A range of 10.8 in 6 parts is 1.8 a part: the next round step is 2.
    assertThat(Axis.holding(DoubleStream.of(0, 10)).ticks())
        .containsExactly(0.0, 2.0, 4.0, 6.0, 8.0, 10.0);
    // 0.0108 / 6 = 0.0018: 0.002, and the margin reaches no further multiple.
    assertThat(Axis.holding(DoubleStream.of(0, 0.01)).ticks())
        .hasSize(6)
        .last()
        .satisfies(tick -> assertThat(tick).isEqualTo(0.01, within(1e-17)));
  }

  @Test
  void equalValuesLieInTheMiddle() {
    assertThat(Axis.holding(DoubleStream.of(3, 3)).fraction(3)).isEqualTo(0.5);
    assertThat(Axis.holding(DoubleStream.of(0)).fraction(0)).isEqualTo(0.5);
    assertThat(Axis.holding(DoubleStream.of(-1e-9)).fraction(-1e-9)).isEqualTo(0.5, within(1e-12));
  }

  @Test
  void values_that_differ_by_rounding_have_few_ticks() {
    double next = Math.nextUp(1.0);
    assertThat(Axis.holding(DoubleStream.of(1, next)).ticks()).hasSizeBetween(3, 12);
    assertThat(Axis.holding(DoubleStream.of(-1e300, -1e300 * next)).ticks()).hasSizeBetween(3, 12);
  }
}
