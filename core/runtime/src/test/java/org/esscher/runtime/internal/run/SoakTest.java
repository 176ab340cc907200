package org.esscher.runtime.internal.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.esscher.api.Component;
import org.esscher.api.ModelProvider;
import org.esscher.api.Recipe;
import org.esscher.api.Run;
import org.esscher.api.Stage;
import org.esscher.api.State;
import org.esscher.runtime.RunListener;
import org.esscher.runtime.internal.optim.Sgd;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run of many small batches, {@code -Dsoak.steps=1000000} of them or the few of the build:
 * neither memory nor open files grow with their number.
 */
class SoakTest {
  private static final int LOOKS = 10;
  @TempDir Path temporary;

  /**
   * Trains on a few rows a step.
   *
   * @param steps how many
   */
  @Component("test-soak")
  record SmallBatches(int steps) implements Recipe {
    @Override
    public Map<String, ModelProvider> roles() {
      return Map.of("line", new Line());
    }

    @Override
    public State step(State state, Run run) {
      double step = state.number("step", 0) + 1;
      run.train(
          Stage.of("fit", new SquaredError("line"), new Sgd(0.01)),
          Map.of("rows", run.next(run.data("data"), 4)));
      return state.with("step", step);
    }

    @Override
    public double progress(State state) {
      return state.number("step", 0) / steps;
    }
  }

  /**
   * What the process holds.
   *
   * @param heap bytes after a collection
   * @param arrow bytes of columns
   * @param resident KiB, the virtual machine's own included
   * @param files open files
   */
  private record Held(long heap, long arrow, long resident, long files) {}

  @Test
  @Tag("slow")
  void aRunHoldsNoMoreInTheEnd() {
    int steps = Integer.getInteger("soak.steps", 5000);
    List<Held> held = new ArrayList<>();
    try (TestHost host = new TestHost()) {
      RunListener looking =
          new RunListener() {
            private int step;

            @Override
            public void progress(double fraction, Map<String, Double> metrics) {
              step++;
              if (step % (steps / LOOKS) == 0) {
                held.add(look(host));
                System.getLogger(SoakTest.class.getName())
                    .log(
                        System.Logger.Level.INFO,
                        "{0} steps: {1}",
                        step,
                        held.get(held.size() - 1));
              }
            }
          };
      host.run(new SmallBatches(steps), temporary.resolve("run"), false, looking, TestHost.NEVER);
      assertThat(host.services().arena().allocatedBytes()).isZero();
    }
    Held early = held.get(1);
    Held last = held.get(LOOKS - 1);
    assertThat(last.arrow()).isEqualTo(early.arrow());
    // Classes that are loaded meanwhile open and close files; a leak of one a batch is thousands.
    assertThat(last.files()).isLessThanOrEqualTo(early.files() + 3);
    // What is compiled and loaded meanwhile; a leak of 3 bytes a batch, in a million of them.
    assertThat(last.heap() - early.heap()).isLessThan(2_000_000);
  }

  private static Held look(TestHost host) {
    Runtime runtime = Runtime.getRuntime();
    System.gc();
    return new Held(
        runtime.totalMemory() - runtime.freeMemory(),
        host.services().arena().allocatedBytes(),
        resident(),
        files());
  }

  /** −1 where the operating system has no such file. */
  private static long resident() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines
          .filter(line -> line.startsWith("VmRSS"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElse(-1);
    } catch (IOException e) {
      return -1;
    }
  }

  private static long files() {
    try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
      return files.count();
    } catch (IOException e) {
      return -1;
    }
  }
}
