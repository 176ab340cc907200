package org.esscher.spitests;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs work on threads that didn't make the component. */
final class OtherThreads {
  private OtherThreads() {}

  /** Runs the same work on several threads at once. */
  static <T> List<T> atOnce(int threads, Callable<T> work) {
    return atOnce(Collections.nCopies(threads, work));
  }

  /** Runs each piece of work on a thread of its own; they begin together. */
  static <T> List<T> atOnce(List<? extends Callable<T>> work) {
    ExecutorService workers =
        Executors.newFixedThreadPool(work.size(), task -> new Thread(task, "conformance kit"));
    CountDownLatch missing = new CountDownLatch(work.size());
    try {
      List<Future<T>> running = new ArrayList<>();
      for (Callable<T> each : work) {
        running.add(
            workers.submit(
                () -> {
                  missing.countDown();
                  missing.await();
                  return each.call();
                }));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> each : running) {
        results.add(each.get());
      }
      return results;
    } catch (ExecutionException e) {
      throw new AssertionError(
          "on another thread than the one that made it: " + e.getCause(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("the kit was interrupted", e);
    } finally {
      workers.shutdownNow();
    }
  }
}
