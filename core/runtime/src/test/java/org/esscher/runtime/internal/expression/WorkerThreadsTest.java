package org.esscher.runtime.internal.expression;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class WorkerThreadsTest {
  private static final String NAME = "esscher-threads-test";
  private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

  @Test
  void threads_that_expect_work_are_awake_until_it_comes() throws InterruptedException {
    try (WorkerThreads threads = new WorkerThreads(2, NAME, MINUTE)) {
      threads.expect();
      until(() -> states().equals(List.of(Thread.State.RUNNABLE, Thread.State.RUNNABLE)));
      Thread.sleep(100);
      assertThat(states()).containsExactly(Thread.State.RUNNABLE, Thread.State.RUNNABLE);
      CountDownLatch begun = new CountDownLatch(2);
      for (int i = 0; i < 2; i++) {
        threads.ask(
            () -> {
              begun.countDown();
              awaited(begun);
            });
      }
      assertThat(begun.await(20, TimeUnit.SECONDS)).as("both began, before a minute").isTrue();
      until(() -> states().equals(List.of(Thread.State.WAITING, Thread.State.WAITING)));
    }
  }

  @Test
  void they_sleep_again_when_nothing_comes() {
    try (WorkerThreads threads = new WorkerThreads(1, NAME)) {
      threads.expect();
      until(() -> states().equals(List.of(Thread.State.WAITING)));
    }
  }

  @Test
  void a_thread_that_was_at_work_does_not_look_out_for_what_is_already_there()
      throws InterruptedException {
    try (WorkerThreads threads = new WorkerThreads(1, NAME, MINUTE)) {
      CountDownLatch over = new CountDownLatch(1);
      CountDownLatch done = new CountDownLatch(1);
      threads.ask(() -> awaited(over));
      threads.expect();
      threads.ask(done::countDown);
      over.countDown();
      assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void threads_end_when_closed_though_nothing_came() {
    try (WorkerThreads threads = new WorkerThreads(2, NAME)) {
      threads.expect();
    }
    until(() -> states().isEmpty());
  }

  private static List<Thread.State> states() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith(NAME))
        .map(Thread::getState)
        .toList();
  }

  private static void until(BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - end).as("threads are %s", states()).isNegative();
    }
  }

  private static void awaited(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
