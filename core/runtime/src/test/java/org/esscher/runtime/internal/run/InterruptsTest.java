package org.esscher.runtime.internal.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.esscher.api.Recipe;
import org.esscher.runtime.RunListener;
import org.esscher.runtime.RunResult;
import org.esscher.runtime.Status;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Interrupts from another thread, wherever the run is: in a step, in a checkpoint, at its end. */
class InterruptsTest {
  private static final int STEPS = 30;
  @TempDir Path temporary;

  /**
   * Reading checkpoints through a channel, an interrupted thread would find none, and begin anew.
   */
  @Test
  void beforeARunIsResumedLosesNothing() throws IOException {
    try (TestHost host = new TestHost()) {
      Recipe recipe = host.component(Recipe.class, "test-everything", Map.of("steps", 4));
      Path whole = temporary.resolve("whole");
      host.run(recipe, whole, false, RunListener.NONE, TestHost.ALWAYS);
      Path stopped = temporary.resolve("stopped");
      RunListener halfWay =
          new RunListener() {
            private boolean half;

            @Override
            public void progress(double fraction, Map<String, Double> metrics) {
              half = fraction == 0.5;
            }

            @Override
            public boolean cancelled() {
              return half;
            }
          };
      host.run(recipe, stopped, false, halfWay, TestHost.ALWAYS);
      long before = Files.size(stopped.resolve("metrics.jsonl"));
      Thread.currentThread().interrupt();
      RunResult result = host.run(recipe, stopped, true, RunListener.NONE, TestHost.ALWAYS);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(result.status()).isEqualTo(Status.CANCELLED);
      assertThat(stopped.resolve("metrics.jsonl")).hasSize(before);
      host.run(recipe, stopped, true, RunListener.NONE, TestHost.ALWAYS);
      Map<String, byte[]> found = TestHost.results(stopped);
      TestHost.results(whole)
          .forEach((name, bytes) -> assertThat(found.get(name)).as(name).isEqualTo(bytes));
    }
  }

  @Test
  @Tag("slow")
  void atAnyMomentChangeNothing() throws IOException {
    try (TestHost host = new TestHost()) {
      Recipe recipe = host.component(Recipe.class, "test-everything", Map.of("steps", STEPS));
      Path whole = temporary.resolve("whole");
      host.run(recipe, whole, false, RunListener.NONE, TestHost.ALWAYS);
      SplittableRandom random = new SplittableRandom(3);
      Path stopped = temporary.resolve("stopped");
      int cancelled = 0;
      boolean finished = false;
      while (!finished) {
        Thread runner = Thread.currentThread();
        // Long enough that some steps are done each time.
        long after = TimeUnit.MILLISECONDS.toNanos(random.nextInt(20, 200));
        Thread interrupter =
            new Thread(
                () -> {
                  LockSupport.parkNanos(after);
                  runner.interrupt();
                },
                "interrupter");
        boolean resume = Files.exists(stopped.resolve("config.json"));
        interrupter.start();
        RunResult result = host.run(recipe, stopped, resume, RunListener.NONE, TestHost.ALWAYS);
        // Not by joining it, which the interrupt would end if it came late.
        while (interrupter.isAlive()) {
          Thread.onSpinWait();
        }
        Thread.interrupted();
        cancelled += result.status() == Status.CANCELLED ? 1 : 0;
        finished = result.status() == Status.FINISHED;
      }
      assertThat(cancelled).isPositive();
      Map<String, byte[]> wanted = TestHost.results(whole);
      Map<String, byte[]> found = TestHost.results(stopped);
      assertThat(found.keySet()).isEqualTo(wanted.keySet());
      wanted.forEach((name, bytes) -> assertThat(found.get(name)).as(name).isEqualTo(bytes));
    }
  }
}
