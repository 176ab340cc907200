package org.esscher.runtime.internal.expression;

import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Threads that help whoever calls. One that sleeps begins 100 to 200 microseconds after it is asked
 * to, which is much of a pass over a million tokens; so they can be told beforehand that there will
 * be work, and are awake when it comes. Thread-safe.
 */
final class WorkerThreads implements AutoCloseable {
  /** Longer than it takes from the start of an evaluation to its first pass. */
  private static final long LOOK_OUT_NANOS = 1_000_000;

  private final int threads;
  private final long lookOutNanos;
  private final ExecutorService executor;

  /** What was asked for so far: a count, since those who look out read it again and again. */
  private final AtomicLong asked = new AtomicLong();

  /**
   * Threads that sleep until they are needed, and don't keep a JVM alive.
   *
   * @param threads at least 1
   * @param name of the threads, before their number
   */
  WorkerThreads(int threads, String name) {
    this(threads, name, LOOK_OUT_NANOS);
  }

  /** With the longest time that a thread stays awake for expected work. */
  WorkerThreads(int threads, String name, long lookOutNanos) {
    this.threads = threads;
    this.lookOutNanos = lookOutNanos;
    AtomicInteger number = new AtomicInteger();
    this.executor =
        Executors.newFixedThreadPool(
            threads,
            work -> {
              String numbered = String.format(Locale.ROOT, "%s-%d", name, number.incrementAndGet());
              Thread thread = new Thread(work, numbered);
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Wakes all threads for work that is about to be asked for; without it they sleep again. */
  void expect() {
    long before = asked.get();
    long end = System.nanoTime() + lookOutNanos;
    for (int i = 0; i < threads; i++) {
      executor.execute(
          () -> {
            while (asked.get() == before && System.nanoTime() - end < 0) {
              Thread.onSpinWait();
            }
          });
    }
  }

  /** Has one thread do something. */
  void ask(Runnable help) {
    executor.execute(help);
    // After it is queued, so that who looks out doesn't find the queue empty, and sleep.
    asked.incrementAndGet();
  }

  /** Lets the threads end when what they were asked for is done. */
  @Override
  public void close() {
    executor.shutdown();
  }
}
