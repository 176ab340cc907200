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
  private String read = "";
  private long steps;
  private long rows;

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
  public void reading(String source, long rowsOfSource, double fraction) {
    if (fraction >= 1) {
      rows = rowsOfSource;
      begin();
      return;
    }
    if (rowsOfSource == 0) {
      read = source;
      rows = 0;
      meter.begin("read " + source, "rows");
      return;
    }
    meter.read((int) (rowsOfSource - rows), fraction);
    rows = rowsOfSource;
  }

  @Override
  public void joining(String source, double fraction) {
    read = source;
    meter.join(rows, fraction);
    if (fraction >= 1) {
      begin();
    }
  }

  /** What is read is there. */
  private void begin() {
    read = "";
    meter.begin(TASK, UNIT);
  }

  @Override
  public void progress(double fraction, Map<String, Double> metrics) {
    if (!read.isEmpty()) {
      begin();
    }
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
