package org.esscher.cli;

import java.io.PrintWriter;
import java.util.Map;
import java.util.function.LongSupplier;
import org.esscher.runtime.RunListener;

/**
 * Shows on a {@link Meter} how far a run is, and how its loss and its divergence stand. Stops the
 * run when the process is asked to end.
 */
final class Progress implements RunListener, AutoCloseable {
  private static final String TASK = "run";
  private static final String UNIT = "steps";

  private final Meter meter;
  private final StopSignal stop;
  private final LiveMetrics live = new LiveMetrics();
  private long steps;

  /**
   * Begins to watch.
   *
   * @param err receives lines
   * @param quiet whether to show nothing
   * @param stop asked whether to stop
   */
  Progress(PrintWriter err, boolean quiet, StopSignal stop) {
    this.meter = new Meter(err, quiet, TASK, UNIT);
    this.stop = stop;
  }

  Progress(PrintWriter err, boolean quiet, StopSignal stop, boolean terminal, LongSupplier nanos) {
    this.meter = new Meter(err, quiet, TASK, UNIT, terminal, nanos);
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
