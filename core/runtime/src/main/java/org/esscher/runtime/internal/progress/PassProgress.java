package org.esscher.runtime.internal.progress;

import org.esscher.runtime.PassListener;

/** Counts the rows of passes for a listener. Thread-safe. */
public final class PassProgress {
  private final PassListener listener;
  private final long rows;
  private int pass;
  private long done;

  /**
   * No pass has begun.
   *
   * @param listener is told
   * @param rows that each pass goes over
   */
  public PassProgress(PassListener listener, long rows) {
    this.listener = listener;
    this.rows = rows;
  }

  /**
   * For what nobody follows.
   *
   * @return tells nobody
   */
  public static PassProgress none() {
    return new PassProgress(PassListener.NONE, 0);
  }

  /** Begins the next pass. */
  public synchronized void begin() {
    pass++;
    done = 0;
    listener.progress(pass, done, rows);
  }

  /**
   * Counts rows of the pass.
   *
   * @param more that it is through with now
   */
  public synchronized void through(long more) {
    done += more;
    listener.progress(pass, done, rows);
  }
}
