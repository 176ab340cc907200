package org.esscher.spitests;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs work on threads that didn't make the component. */
final class OtherThreads {
  private OtherThreads() {}

  /** Runs the same work on several threads at once. */
  static <T> List<T> atOnce(int threads, Callable<T> work) {
    ExecutorService workers =
        Executors.newFixedThreadPool(threads, task -> new Thread(task, "conformance kit"));
    try {
      List<Future<T>> running = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        running.add(workers.submit(work));
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
