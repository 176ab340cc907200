package org.esscher.cli;

import java.util.Map;
import org.esscher.runtime.RunListener;

/**
 * Shows on a {@link Meter} how far a run is, and how its loss and its divergence stand. Stops the
 * run when the process is asked to end.
 */
final class Progress implements RunListener, AutoCloseable {
  /** What is done. */
  static final String TASK = "run";

  /** What is counted. */
  static final String UNIT = "steps";

  private final Meter meter;
  private final StopSignal stop;
  private final LiveMetrics live = new LiveMetrics();
  private long steps;

  /**
   * Begins to watch.
   *
   * @param meter shows it; closed with this
   * @param stop asked whether to stop
   */
  Progress(Meter meter, StopSignal stop) {
    this.meter = meter;
    this.stop = stop;
  }

  @Override
  public void progress(double fraction, Map<String, Double> metrics) {
    meter.at(fraction, ++steps, live.after(metrics));
  }

  @Override
  public boolean cancelled() {
    return stop.received();
  }

  @Override
  public void close() {
    meter.close();
  }
}
