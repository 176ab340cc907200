package org.esscher.plugins.base.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.esscher.api.Schedule;
import org.junit.jupiter.api.Test;

/** Each schedule at its ends and at a point between, worked by hand. */
class SchedulesTest {
  private static final double ROUNDING = 1e-15;

  private static void assertPoints(Schedule schedule, double start, double third, double end) {
    assertThat(schedule.at(0)).isEqualTo(start);
    assertThat(schedule.at(1.0 / 3)).isCloseTo(third, within(ROUNDING));
    assertThat(schedule.at(1)).isCloseTo(end, within(ROUNDING));
  }

  @Test
  void constant() {
    assertPoints(new Constant(0.7), 0.7, 0.7, 0.7);
  }

  @Test
  void linear() {
    assertPoints(new Linear(1, 0.25), 1, 0.75, 0.25);
  }

  /** cos(π/3) = ½, so that three quarters of the way are left after a third of the time. */
  @Test
  void cosine() {
    assertPoints(new Cosine(2, 1), 2, 1.75, 1);
  }

  /** From 8 to 1 in three halvings. */
  @Test
  void exponential() {
    assertPoints(new Exponential(8, 1), 8, 4, 1);
  }

  /** The rise ends at a fifth; a third is then (1/3 − 1/5)/(4/5) = 1/6 of the rest. */
  @Test
  void warmup() {
    Schedule warmup = new Warmup(0.2, new Linear(1, 0));
    assertPoints(warmup, 0, 5.0 / 6, 0);
    assertThat(warmup.at(0.1)).isCloseTo(0.5, within(ROUNDING));
  }
}
