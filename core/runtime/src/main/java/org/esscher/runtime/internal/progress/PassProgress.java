package org.esscher.runtime.internal.progress;

import org.esscher.runtime.PassListener;

/** Counts the rows of passes for a listener. Thread-safe, and free where nobody listens. */
public final class PassProgress {
  /** The smallest part of a pass that is worth telling of what code says for each row. */
  private static final int PARTS = 1000;

  private static final PassProgress NONE = new PassProgress(PassListener.NONE);

  private final PassListener listener;
  private int pass;
  private long rows;
  private long done;

  /**
   * No pass has begun.
   *
   * @param listener is told
   */
  public PassProgress(PassListener listener) {
    this.listener = listener;
  }

  /**
   * For what nobody follows.
   *
   * @return tells nobody
   */
  public static PassProgress none() {
    return NONE;
  }

  /**
   * Begins the next pass.
   *
   * @param over rows that it goes over
   */
  public void begin(long over) {
    if (listener == PassListener.NONE) {
      return;
    }
    synchronized (this) {
      pass++;
      rows = over;
      done = 0;
      listener.progress(pass, done, rows);
    }
  }

  /**
   * Counts rows of the pass.
   *
   * @param more that it is through with now
   */
  public void through(long more) {
    if (listener == PassListener.NONE) {
      return;
    }
    synchronized (this) {
      done += more;
      listener.progress(pass, done, rows);
    }
  }

  /**
   * Says how far the pass is; the listener is told of every thousandth.
   *
   * @param fraction of its rows that it is through with, within [0, 1]; less than before counts as
   *     before
   */
  public void reached(double fraction) {
    if (listener == PassListener.NONE) {
      return;
    }
    synchronized (this) {
      long reached = (long) (fraction * rows);
      if (reached > done && (reached - done >= rows / PARTS || reached == rows)) {
        done = reached;
        listener.progress(pass, done, rows);
      }
    }
  }
}
