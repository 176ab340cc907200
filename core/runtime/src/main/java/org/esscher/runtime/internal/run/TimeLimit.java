package org.esscher.runtime.internal.run;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.esscher.runtime.RunListener;

/** A follower that also wants the run to stop when its time is over. */
final class TimeLimit implements RunListener {
  private final RunListener follower;
  private final long nanoseconds;
  private final LongSupplier clock;
  private final long begun;

  /**
   * The time begins now.
   *
   * @param follower what else follows the run
   * @param limit how long it may take
   * @param clock nanoseconds; only differences count, so setting the time of day changes nothing
   */
  TimeLimit(RunListener follower, Duration limit, LongSupplier clock) {
    this.follower = follower;
    this.nanoseconds = TimeUnit.NANOSECONDS.convert(limit);
    this.clock = clock;
    this.begun = clock.getAsLong();
  }

  /** Whether it is the time, and nobody's wish, that stops the run. */
  boolean stopped() {
    return over() && !follower.cancelled();
  }

  /** Whether the time is over. */
  boolean over() {
    return clock.getAsLong() - begun >= nanoseconds;
  }

  @Override
  public void reading(String source, long rows, double fraction) {
    follower.reading(source, rows, fraction);
  }

  @Override
  public void joining(String source, double fraction) {
    follower.joining(source, fraction);
  }

  @Override
  public void progress(double fraction, Map<String, Double> metrics) {
    follower.progress(fraction, metrics);
  }

  @Override
  public boolean cancelled() {
    return over() || follower.cancelled();
  }
}
