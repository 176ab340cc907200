package org.esscher.runtime.internal.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.esscher.api.Batch;
import org.esscher.api.EsscherException;
import org.esscher.api.Level;
import org.esscher.api.Recipe;
import org.esscher.api.State;
import org.esscher.api.Statistic;
import org.esscher.data.Arena;
import org.esscher.runtime.Esscher;
import org.esscher.runtime.RunListener;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One host, or several, used from many threads at once. */
class ManyThreadsTest {
  private static final int THREADS = 16;
  @TempDir Path temporary;

  private static <T> List<T> atOnce(Callable<T> work) throws InterruptedException {
    ExecutorService threads =
        Executors.newFixedThreadPool(THREADS, task -> new Thread(task, "many-threads"));
    try {
      List<T> results = new ArrayList<>();
      for (Future<T> future : threads.invokeAll(java.util.Collections.nCopies(THREADS, work))) {
        results.add(future.get());
      }
      return results;
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    } finally {
      threads.shutdown();
    }
  }

  /** Each thread's run has a directory of its own, and ends as the others do. */
  @Test
  void runsSideBySideAreThoseOfOneThread() throws InterruptedException, IOException {
    try (TestHost host = new TestHost()) {
      Recipe recipe =
          host.component(Recipe.class, "test-everything", Map.of("steps", 4, "children", false));
      Path alone = temporary.resolve("alone");
      host.run(recipe, alone, false, RunListener.NONE, TestHost.NEVER);
      Map<String, byte[]> wanted = TestHost.results(alone);
      List<Path> directories =
          atOnce(
              () -> {
                Path own = temporary.resolve("run-" + java.util.UUID.randomUUID());
                host.run(recipe, own, false, RunListener.NONE, TestHost.NEVER);
                return own;
              });
      for (Path directory : directories) {
        Map<String, byte[]> found = TestHost.results(directory);
        assertThat(found.keySet()).isEqualTo(wanted.keySet());
        wanted.forEach((name, bytes) -> assertThat(found.get(name)).as(name).isEqualTo(bytes));
      }
      assertThat(host.services().arena().allocatedBytes()).isZero();
    }
  }

  private static double mean(Esscher host) {
    Statistic statistic =
        in -> Map.of("mean", in.slot("rows").column("x", Level.ROW).exp().mean(Level.BATCH));
    double[] x = new double[5000];
    java.util.Arrays.setAll(x, Math::sin);
    try (Arena arena = host.arena("test")) {
      Batch batch = arena.batch(Map.of("x", arena.numbers(x)));
      return host.estimate(statistic, Map.of("rows", batch), State.empty(), 1, arena).value("mean");
    }
  }

  /**
   * The first call of each host wires it, and its workers start; all at once, twenty times anew.
   */
  @RepeatedTest(20)
  void twoHostsThatAreWiredByManyThreadsAgree() throws InterruptedException {
    try (Esscher one = Esscher.builder().threads(3).build();
        Esscher other = Esscher.builder().build()) {
      List<Double> means = atOnce(() -> mean(one) - mean(other));
      assertThat(means).containsOnly(0.0);
    }
  }

  /** A host that is closed while others use it breaks no virtual machine: they are told. */
  @RepeatedTest(20)
  void closingWhileOthersAskIsTold() throws InterruptedException {
    Esscher host = Esscher.builder().build();
    List<Boolean> ends =
        atOnce(
            () -> {
              for (int i = 0; i < 50; i++) {
                try {
                  host.components();
                  if (i == 25) {
                    host.close();
                  }
                } catch (EsscherException closed) {
                  return String.valueOf(closed.getMessage()).contains("this host is closed");
                }
              }
              return true;
            });
    assertThat(ends).containsOnly(true);
  }
}
