package org.esscher.plugins.base.schedule;

import org.esscher.api.Component;
import org.esscher.api.Default;
import org.esscher.api.Schedule;

/**
 * The same number all the time.
 *
 * @param value the number
 */
@Component(value = "constant", summary = "a constant")
public record Constant(@Default("1") double value) implements Schedule {
  @Override
  public double at(double progress) {
    return value;
  }
}
