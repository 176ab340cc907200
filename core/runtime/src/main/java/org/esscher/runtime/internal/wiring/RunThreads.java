package org.esscher.runtime.internal.wiring;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads of a host's runs, and what waits for their ends. The thread of a run that was given
 * up goes on for as long as its recipe likes: until then nothing that it may use is freed.
 * Thread-safe.
 */
public final class RunThreads {
  private static final Logger LOG = LoggerFactory.getLogger(RunThreads.class);

  private final List<Runnable> waiting = new ArrayList<>();
  private int started;
  private int alive;

  /** No thread yet. */
  public RunThreads() {}

  /**
   * Starts a thread.
   *
   * @param work what it does; throws nothing
   * @return a daemon named {@code esscher-run-1} and so on, which ends with its work
   * @throws EsscherException (RESOURCES) when the process may have no more threads
   */
  public Thread start(Runnable work) {
    Thread thread = new Thread(() -> doing(work), begun());
    thread.setDaemon(true);
    try {
      thread.start();
    } catch (OutOfMemoryError e) {
      ended();
      throw new EsscherException(
          ErrorCode.RESOURCES,
          "no thread can be started for a run ("
              + e.getMessage()
              + "): end other work of this process, or raise the system's limit",
          e);
    }
    return thread;
  }

  private void doing(Runnable work) {
    try {
      work.run();
    } finally {
      ended();
    }
  }

  private synchronized String begun() {
    alive++;
    return String.format(Locale.ROOT, "esscher-run-%d", ++started);
  }

  private void ended() {
    for (Runnable due : due()) {
      try {
        due.run();
      } catch (RuntimeException e) {
        LOG.warn("what waited for the end of a run failed", e);
      }
    }
  }

  private synchronized List<Runnable> due() {
    alive--;
    List<Runnable> due = alive == 0 ? List.copyOf(waiting) : List.of();
    waiting.removeAll(due);
    return due;
  }

  /**
   * Does something when no thread is alive: now, on the calling thread, or at the end of the last.
   *
   * @param work what frees memory or classes that runs may use
   */
  public void afterAll(Runnable work) {
    synchronized (this) {
      if (alive > 0) {
        waiting.add(work);
        return;
      }
    }
    work.run();
  }
}
