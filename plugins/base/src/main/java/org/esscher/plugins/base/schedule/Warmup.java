package org.esscher.plugins.base.schedule;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import org.esscher.api.Component;
import org.esscher.api.Default;
import org.esscher.api.Schedule;

/**
 * Rises from 0 in a straight line to where another schedule begins, and then follows it.
 *
 * @param share fraction of the time that the rise takes
 * @param then the schedule for the rest, from its start to its end
 */
@Component(
    value = "warmup",
    summary = "rises from 0 in a first share of the time, then follows another schedule")
public record Warmup(
    @Default("0.1")
        @DecimalMin(value = "0", inclusive = false)
        @DecimalMax(value = "1", inclusive = false)
        double share,
    @Default("constant") Schedule then)
    implements Schedule {
  @Override
  public double at(double progress) {
    return progress < share
        ? then.at(0) * progress / share
        : then.at((progress - share) / (1 - share));
  }
}
