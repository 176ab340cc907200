package org.esscher.spitests;

import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Where components that must not be called at once find out that they are, on the kit's threads.
 */
final class Encounter {
  private final CyclicBarrier two = new CyclicBarrier(2);
  private final Map<Thread, Boolean> met = new ConcurrentHashMap<>();
  private final long patience;

  /**
   * Nobody came yet.
   *
   * @param milliseconds how long one waits for another; long where there is another for sure
   */
  Encounter(long milliseconds) {
    patience = milliseconds;
  }

  /** Whether another thread came while this one was here for the first time. */
  boolean met() {
    Thread here = Thread.currentThread();
    if (!here.getName().equals("conformance kit")) {
      return false;
    }
    Boolean before = met.get(here);
    if (before != null) {
      return before;
    }
    boolean now = meets();
    met.put(here, now);
    return now;
  }

  private boolean meets() {
    try {
      two.await(patience, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      two.reset();
      return false;
    } catch (InterruptedException | BrokenBarrierException e) {
      throw new AssertionError(e);
    }
  }
}
