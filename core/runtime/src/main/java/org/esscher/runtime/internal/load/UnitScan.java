package org.esscher.runtime.internal.load;

import java.io.IOException;
import java.time.Duration;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.jspecify.annotations.Nullable;

/** The scan of one plugin unit in a named daemon thread, which ends or is given up. */
final class UnitScan {
  private final PluginUnit unit;
  private final Duration deadline;
  private final long start = System.nanoTime();
  private final Thread thread;
  private volatile @Nullable Error error;

  private UnitScan(PluginUnit unit, Duration deadline) {
    this.unit = unit;
    this.deadline = deadline;
    // A thread that must be left behind keeps nothing of the caller's: no inherited thread locals.
    this.thread = new Thread(null, this::scan, "esscher-scan " + unit.origin(), 0, false);
  }

  /** Starts a scan. */
  static UnitScan start(PluginUnit unit, Duration deadline) {
    UnitScan scan = new UnitScan(unit, deadline);
    scan.thread.setDaemon(true);
    scan.thread.start();
    return scan;
  }

  private void scan() {
    try {
      unit.scan();
    } catch (Error e) {
      error = e;
    }
  }

  /**
   * Waits for the scan, until its deadline. A thread that is still busy then can't be stopped: it
   * is interrupted, and left behind with its classes.
   *
   * @return whether the scan has ended, so that the unit may be read
   */
  boolean await() {
    try {
      thread.join(Math.max(1, deadline.minusNanos(System.nanoTime() - start).toMillis()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EsscherException(
          ErrorCode.USER, "the thread that builds the host was interrupted; build it again", e);
    }
    if (error != null) {
      throw error;
    }
    return !thread.isAlive();
  }

  /** Interrupts the thread and closes the unit's jars. */
  void abandon() throws IOException {
    thread.interrupt();
    unit.abandon();
  }

  PluginUnit unit() {
    return unit;
  }
}
