package org.esscher.runtime.internal.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import org.esscher.api.Batch;
import org.esscher.api.CalledSerially;
import org.esscher.api.Component;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Level;
import org.esscher.api.ModelProvider;
import org.esscher.api.Recipe;
import org.esscher.api.Run;
import org.esscher.api.State;
import org.esscher.api.Statistic;
import org.esscher.data.Arena;
import org.esscher.runtime.Esscher;
import org.esscher.runtime.RunListener;
import org.esscher.runtime.internal.config.SerialCalls;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Components that say so are called one at a time, others side by side. */
class SerialCallsTest {
  private static final int THREADS = 4;
  private static final int STEPS = 5;

  @TempDir Path temporary;

  @BeforeEach
  void reset() {
    Device.MOST.set(0);
    Device.CALLS.set(0);
  }

  /** What the process has once: no two calls may be in it at a time. */
  static final class Device {
    static final AtomicInteger INSIDE = new AtomicInteger();
    static final AtomicInteger MOST = new AtomicInteger();
    static final AtomicInteger CALLS = new AtomicInteger();

    private Device() {}

    static void use() {
      CALLS.incrementAndGet();
      MOST.accumulateAndGet(INSIDE.incrementAndGet(), Math::max);
      // Long enough that others would come in.
      LockSupport.parkNanos(2_000_000);
      INSIDE.decrementAndGet();
    }
  }

  /** Uses the device when it is traced. */
  @CalledSerially
  @Component("test-on-device")
  record OnDevice() implements Statistic {
    @Override
    public Map<String, Expr> quantities(Inputs in) {
      Device.use();
      return Map.of("mean", in.slot("rows").column("x", Level.ROW).mean(Level.BATCH));
    }
  }

  /** What a step of a run does. */
  private interface Work {
    void step(Run run);
  }

  /** Does some work in each step, and doesn't say how it is called. */
  private record Working(Work work) implements Recipe {
    @Override
    public Map<String, ModelProvider> roles() {
      return Map.of("line", new Line());
    }

    @Override
    public State step(State state, Run run) {
      work.step(run);
      return state.with("step", state.number("step", 0) + 1);
    }

    @Override
    public double progress(State state) {
      return state.number("step", 0) / STEPS;
    }
  }

  /** Uses the device itself. */
  @CalledSerially
  private record Exclusive(Working inner) implements Recipe {
    @Override
    public Map<String, ModelProvider> roles() {
      return inner.roles();
    }

    @Override
    public State step(State state, Run run) {
      return inner.step(state, run);
    }

    @Override
    public double progress(State state) {
      return inner.progress(state);
    }
  }

  /** Does work on four threads. */
  static void atOnce(IntFunction<Runnable> work) throws Exception {
    ExecutorService threads =
        Executors.newFixedThreadPool(THREADS, task -> new Thread(task, "serial-calls"));
    try {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        all.add(threads.submit(work.apply(i)));
      }
      for (Future<?> each : all) {
        each.get();
      }
    } finally {
      threads.shutdown();
    }
  }

  private void runAtOnce(Recipe recipe) throws Exception {
    try (TestHost host = new TestHost()) {
      atOnce(
          thread ->
              () ->
                  host.run(
                      recipe,
                      temporary.resolve("run-" + thread),
                      false,
                      RunListener.NONE,
                      TestHost.ALWAYS));
    }
  }

  private static Batch rows(Arena arena) {
    return arena.batch(Map.of("x", arena.numbers(new double[] {1, 2, 6})));
  }

  @Test
  void stepsOfASerialRecipeTakeTurns() throws Exception {
    runAtOnce(new Exclusive(new Working(run -> Device.use())));
    assertThat(Device.CALLS).hasValue(THREADS * STEPS);
    assertThat(Device.MOST).hasValue(1);
  }

  /**
   * The host learns in the midst of a step that it needs the device, by what the step hands over.
   */
  @Test
  void stepsThatUseASerialEstimatorTakeTurns() throws Exception {
    runAtOnce(
        new Working(
            run -> {
              Batch rows = run.next(run.data("data"), 2);
              Batch x = rows.with("x", rows.column(rows.names().iterator().next()));
              run.estimate(new OnDevice(), Map.of("rows", x));
            }));
    assertThat(Device.CALLS.get()).isGreaterThanOrEqualTo(THREADS * STEPS);
    assertThat(Device.MOST).hasValue(1);
  }

  /** It is asked for by id, and called by the recipe: the lock is held from then on. */
  @Test
  void stepsThatAskForASerialComponentTakeTurns() throws Exception {
    runAtOnce(
        new Working(
            run -> {
              run.context().component(Statistic.class, "test-on-device", Map.of());
              Device.use();
            }));
    assertThat(Device.CALLS).hasValue(THREADS * STEPS);
    assertThat(Device.MOST).hasValue(1);
  }

  @Test
  void estimatesTakeTurns() throws Exception {
    try (Esscher host = Esscher.builder().build()) {
      atOnce(
          thread ->
              () -> {
                try (Arena arena = host.arena("test-" + thread)) {
                  double mean =
                      host.estimate(
                              new OnDevice(), Map.of("rows", rows(arena)), State.empty(), 1, arena)
                          .value("mean");
                  assertThat(mean).isEqualTo(3);
                }
              });
    }
    assertThat(Device.CALLS.get()).isGreaterThanOrEqualTo(THREADS);
    assertThat(Device.MOST).hasValue(1);
  }

  /** Each step waits for the others: were runs taken one at a time, none would go on. */
  @Test
  void othersRunSideBySide() throws Exception {
    CyclicBarrier all = new CyclicBarrier(THREADS);
    runAtOnce(
        new Working(
            run -> {
              try {
                all.await(1, TimeUnit.MINUTES);
              } catch (Exception e) {
                throw new AssertionError("the steps of four runs did not meet", e);
              }
            }));
    assertThat(all.isBroken()).isFalse();
  }

  @Test
  void aDeclarationIsFoundInWhatHoldsIt() {
    assertThat(SerialCalls.declares(new OnDevice())).isTrue();
    assertThat(SerialCalls.declares(new Exclusive(new Working(run -> {})))).isTrue();
    assertThat(SerialCalls.declares(List.of(Map.of("a", new OnDevice())))).isTrue();
    assertThat(SerialCalls.declares(new SoakTest.SmallBatches(3))).isFalse();
    assertThat(SerialCalls.declares(null)).isFalse();
  }
}
