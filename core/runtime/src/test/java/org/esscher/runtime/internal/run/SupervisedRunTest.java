package org.esscher.runtime.internal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.esscher.api.Column;
import org.esscher.api.Component;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.esscher.api.ModelProvider;
import org.esscher.api.Recipe;
import org.esscher.api.Run;
import org.esscher.api.State;
import org.esscher.runtime.RunListener;
import org.esscher.runtime.RunResult;
import org.esscher.runtime.Status;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs whose third step computes on without a call to the host. What the tests wait for is told by
 * latches; patience only has to be over at some time, so it is as short as it can be.
 */
class SupervisedRunTest {
  private static final Duration NONE = Duration.ofNanos(1);
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Duration LOOK = Duration.ofMillis(1);
  private static final int STEPS = 5;

  @TempDir Path temporary;
  private final TestHost host = new TestHost();
  private Path whole;

  @BeforeEach
  void runWithoutStop() {
    Third.step = new Third(false);
    whole = temporary.resolve("whole");
    host.run(new Deaf(STEPS), whole, false, RunListener.NONE, TestHost.ALWAYS);
  }

  @AfterEach
  void closeWithoutLeaks() {
    host.close();
  }

  /** What the third step does, and what it saw. */
  private static final class Third {
    static Third step = new Third(false);

    final boolean deaf;
    final CountDownLatch entered = new CountDownLatch(1);
    final CountDownLatch released = new CountDownLatch(1);
    final CountDownLatch ended = new CountDownLatch(1);
    final AtomicLong clock = new AtomicLong();
    volatile double before = Double.NaN;
    volatile double after = Double.NaN;
    volatile @Nullable RuntimeException refusal;

    Third(boolean deaf) {
      this.deaf = deaf;
    }

    /** Heeds no interrupt; then reads its memory again, and asks the host for something. */
    void work(Column column, Run run) {
      before = column.at(0);
      clock.addAndGet(TimeUnit.HOURS.toNanos(1));
      entered.countDown();
      boolean waiting = true;
      while (waiting) {
        try {
          released.await();
          waiting = false;
        } catch (InterruptedException e) {
          // Deaf.
        }
      }
      after = column.at(0);
      try {
        run.context();
      } catch (RuntimeException e) {
        refusal = e;
      }
      ended.countDown();
    }
  }

  /** Records what it reads. */
  @Component("test-deaf")
  private record Deaf(int steps) implements Recipe {
    @Override
    public Map<String, ModelProvider> roles() {
      return Map.of("line", new Line());
    }

    @Override
    public State step(State state, Run run) {
      double step = state.number("step", 0) + 1;
      Column column = run.next(run.data("data"), 3).column("x");
      if (step == 3 && Third.step.deaf) {
        Third.step.work(column, run);
      }
      run.metric("x", column.at(0));
      return state.with("step", step);
    }

    @Override
    public double progress(State state) {
      return state.number("step", 0) / steps;
    }
  }

  /** Has a child that is deaf. */
  @Component("test-parent-of-deaf")
  private record Parent(Deaf child) implements Recipe {
    @Override
    public Map<String, ModelProvider> roles() {
      return Map.of();
    }

    @Override
    public State step(State state, Run run) {
      run.metric("child", run.run("child", child, 3).metrics().getOrDefault("x", -1.0));
      return state.with("step", 1);
    }

    @Override
    public double progress(State state) {
      return state.number("step", 0);
    }
  }

  private RunLoop loop(Recipe recipe, Path directory, boolean resume, RunListener listener) {
    RunRequest request =
        new RunRequest(
            recipe,
            TestHost.LINE_DATA,
            directory,
            5,
            resume,
            listener,
            null,
            Duration.ofMinutes(1),
            Set.of());
    return new RunLoop(host.services(), request, TestHost.ALWAYS, Third.step.clock::get);
  }

  private RunResult supervised(RunLoop loop, Duration lastPatience) {
    return new SupervisedRun(loop, null, NONE, lastPatience, LOOK).on(host.services().runThreads());
  }

  private static void assertSame(Path wanted, Path found) throws IOException {
    Map<String, byte[]> expected = TestHost.results(wanted);
    Map<String, byte[]> results = TestHost.results(found);
    assertThat(results.keySet()).isEqualTo(expected.keySet());
    expected.forEach((name, bytes) -> assertThat(results.get(name)).as(name).isEqualTo(bytes));
  }

  private static void await(CountDownLatch latch) throws InterruptedException {
    assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
  }

  /**
   * Its time is over in the third step. The run is told as failed; another goes on from its
   * checkpoint while the thread still stands there, with its memory; when it wakes up, it is
   * refused, writes nothing, and frees what it had.
   */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aStepThatDoesNotAnswerIsLeftBehind(boolean child) throws IOException, InterruptedException {
    Recipe recipe = child ? new Parent(new Deaf(STEPS)) : new Deaf(STEPS);
    if (child) {
      whole = temporary.resolve("parent");
      host.run(recipe, whole, false, RunListener.NONE, TestHost.ALWAYS);
    }
    Third deaf = new Third(true);
    Third.step = deaf;
    Path directory = temporary.resolve("run");
    RunLoop loop = loop(recipe, directory, false, RunListener.NONE);
    EsscherException failure =
        catchThrowableOfType(EsscherException.class, () -> supervised(loop, NONE));
    assertThat(failure.code()).isEqualTo(ErrorCode.PLUGIN);
    assertThat(failure)
        .hasMessageContaining(child ? "'test-parent-of-deaf' was to stop" : "'test-deaf' was to")
        .hasMessageContaining("as its time was over, but step 3 of 'test-deaf' has not answered")
        .hasMessageContaining("its thread esscher-run-1 is left behind in")
        .hasMessageContaining("SupervisedRunTest.java")
        .hasMessageContaining("checkpoint in " + directory + " is good; go on with --resume");
    assertThat(Files.readString(directory.resolve("status.json")))
        .contains("\"failed\"", "has not answered");
    CountDownLatch freed = new CountDownLatch(1);
    host.services().runThreads().afterAll(freed::countDown);
    assertThat(freed.getCount()).isEqualTo(1);
    assertThat(host.services().arena().allocatedBytes()).isPositive();

    Third.step = new Third(false);
    assertThat(supervised(loop(recipe, directory, true, RunListener.NONE), LONG).status())
        .isEqualTo(Status.FINISHED);
    assertSame(whole, directory);

    deaf.released.countDown();
    await(deaf.ended);
    await(freed);
    assertThat(deaf.after).isEqualTo(deaf.before).isNotNaN();
    assertThat(deaf.refusal).isInstanceOf(Cancelled.class);
    assertThat(host.services().arena().allocatedBytes()).isZero();
    assertSame(whole, directory);
    assertThat(Files.readString(directory.resolve("status.json"))).contains("\"finished\"");
  }

  /** A step that waits for something, and says so when it is interrupted, was stopped as asked. */
  @Test
  void aStepThatHeedsAnInterruptStops() throws IOException {
    Third.step = new Third(false);
    CountDownLatch never = new CountDownLatch(1);
    Path directory = temporary.resolve("run");
    RunListener third =
        new RunListener() {
          private int steps;

          @Override
          public void progress(double fraction, Map<String, Double> metrics) {
            steps++;
          }

          /** Asked within the third step, by the thread that waits for the run. */
          @Override
          public boolean cancelled() {
            return steps == 2 && Thread.currentThread() != Waiting.thread;
          }
        };
    Waiting.on = never;
    Recipe recipe = new Waiting(new Deaf(STEPS));
    RunResult stopped = supervised(loop(recipe, directory, false, third), LONG);
    assertThat(stopped.status()).isEqualTo(Status.CANCELLED);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    assertThat(Files.readString(directory.resolve("status.json"))).contains("\"cancelled\"");

    never.countDown();
    assertThat(supervised(loop(recipe, directory, true, RunListener.NONE), LONG).status())
        .isEqualTo(Status.FINISHED);
    assertSame(whole, directory);
  }

  /** Waits within the third step, for something that may be there already. */
  @Component("test-waiting")
  private record Waiting(Deaf inner) implements Recipe {
    static volatile CountDownLatch on = new CountDownLatch(0);
    static volatile @Nullable Thread thread;

    @Override
    public Map<String, ModelProvider> roles() {
      return inner.roles();
    }

    @Override
    public State start(Run run) {
      thread = Thread.currentThread();
      return State.empty();
    }

    @Override
    public State step(State state, Run run) {
      if (state.number("step", 0) == 2) {
        try {
          on.await();
        } catch (InterruptedException e) {
          throw new IllegalStateException("interrupted", e);
        }
      }
      return inner.step(state, run);
    }

    @Override
    public double progress(State state) {
      return inner.progress(state);
    }
  }

  /** The caller's interrupt is the run's, and the caller's flag is kept. */
  @Test
  void anInterruptOfTheCallerStopsTheRun() throws IOException {
    Path directory = temporary.resolve("run");
    Thread caller = Thread.currentThread();
    RunListener interrupting =
        new RunListener() {
          @Override
          public void progress(double fraction, Map<String, Double> metrics) {
            if (fraction == 0.4) {
              caller.interrupt();
            }
          }
        };
    CountDownLatch never = new CountDownLatch(1);
    Waiting.on = never;
    Recipe recipe = new Waiting(new Deaf(STEPS));
    RunResult stopped = supervised(loop(recipe, directory, false, interrupting), LONG);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(stopped.status()).isEqualTo(Status.CANCELLED);
    never.countDown();
    supervised(loop(recipe, directory, true, RunListener.NONE), LONG);
    assertSame(whole, directory);
  }

  /** However the work ends, what waits for it is done once, and by the last thread. */
  @Test
  void whatWaitsForRunsIsDoneAtTheEndOfTheLast() throws InterruptedException {
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch freed = new CountDownLatch(2);
    List<Thread> threads =
        List.of(
            host.services().runThreads().start(() -> {}),
            host.services().runThreads().start(() -> awaitQuietly(release)));
    threads.get(0).join();
    host.services().runThreads().afterAll(freed::countDown);
    host.services().runThreads().afterAll(freed::countDown);
    assertThat(freed.getCount()).isEqualTo(2);
    assertThat(threads.get(1).isDaemon()).isTrue();
    release.countDown();
    threads.get(1).join();
    assertThat(freed.getCount()).isZero();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
