package org.esscher.plugins.base.schedule;

import org.esscher.api.Component;
import org.esscher.api.Default;
import org.esscher.api.Schedule;

/**
 * Half a cosine: to + (from − to)·(1 + cos πt)/2 at progress t (Loshchilov and Hutter 2017, arXiv
 * 1608.03983, equation 5, without restarts).
 *
 * @param from the number at the start
 * @param to the number at the end
 */
@Component(value = "cosine", summary = "half a cosine from one number to another")
public record Cosine(@Default("1") double from, @Default("0") double to) implements Schedule {
  @Override
  public double at(double progress) {
    return to + (from - to) * (1 + Math.cos(Math.PI * progress)) / 2;
  }
}
