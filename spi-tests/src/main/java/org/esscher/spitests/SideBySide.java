package org.esscher.spitests;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.esscher.runtime.internal.config.SerialCalls;

/** The same work with one component on one thread, and on several at once. */
final class SideBySide {
  private static final int THREADS = 4;

  private SideBySide() {}

  /** How many threads may call a component at once, by what it declares. */
  static int threads(Object component) {
    return SerialCalls.declares(component) ? 1 : THREADS;
  }

  /**
   * Requires that work gives on several threads at once what it gives alone; of a component that is
   * declared to be called serially, on one other thread.
   *
   * @param component what is called; a list of whatever may declare it
   * @param workspaces makes memory, for each thread its own
   * @param prepared prepares the work, on this thread
   * @param requireSame compares what it gave alone with what it gave there
   */
  static <T> void requireSame(
      Object component,
      Supplier<Workspace> workspaces,
      Function<Workspace, Callable<T>> prepared,
      BiConsumer<T, T> requireSame) {
    T alone = alone(workspaces, prepared);
    assumeTrue(
        same(requireSame, alone, alone(workspaces, prepared)),
        "not even alone it repeats: another rule says so");
    List<Workspace> open = new ArrayList<>();
    try {
      List<Callable<T>> work = new ArrayList<>();
      for (int i = 0; i < threads(component); i++) {
        Workspace own = workspaces.get();
        open.add(own);
        work.add(prepared.apply(own));
      }
      OtherThreads.atOnce(work).forEach(there -> requireSame.accept(alone, there));
    } finally {
      open.forEach(Workspace::close);
    }
  }

  private static <T> boolean same(BiConsumer<T, T> requireSame, T left, T right) {
    try {
      requireSame.accept(left, right);
      return true;
    } catch (AssertionError differing) {
      return false;
    }
  }

  private static <T> T alone(
      Supplier<Workspace> workspaces, Function<Workspace, Callable<T>> prepared) {
    try (Workspace workspace = workspaces.get()) {
      return prepared.apply(workspace).call();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new AssertionError(e.toString(), e);
    }
  }
}
