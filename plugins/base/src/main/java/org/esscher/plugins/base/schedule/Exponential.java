package org.esscher.plugins.base.schedule;

import jakarta.validation.constraints.Positive;
import org.esscher.api.Component;
import org.esscher.api.Default;
import org.esscher.api.Schedule;

/**
 * By a constant factor: from·(to/from)^t at progress t.
 *
 * @param from the number at the start, positive
 * @param to the number at the end, positive
 */
@Component(value = "exponential", summary = "from one number to another by a constant factor")
public record Exponential(@Default("1") @Positive double from, @Default("0.01") @Positive double to)
    implements Schedule {
  @Override
  public double at(double progress) {
    return from * Math.pow(to / from, progress);
  }
}
