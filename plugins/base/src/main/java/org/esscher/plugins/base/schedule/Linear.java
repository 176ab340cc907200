package org.esscher.plugins.base.schedule;

import org.esscher.api.Component;
import org.esscher.api.Default;
import org.esscher.api.Schedule;

/**
 * A straight line: from + (to − from)·t at progress t.
 *
 * @param from the number at the start
 * @param to the number at the end
 */
@Component(value = "linear", summary = "a straight line from one number to another")
public record Linear(@Default("1") double from, @Default("0") double to) implements Schedule {
  @Override
  public double at(double progress) {
    return from + (to - from) * progress;
  }
}
