package org.esscher.runtime.internal.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.esscher.api.Batch;
import org.esscher.api.CalledSerially;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Forward;
import org.esscher.api.Model;
import org.esscher.api.ModelProvider;
import org.esscher.api.Objective;
import org.esscher.api.Optimizer;
import org.esscher.api.Recipe;
import org.esscher.api.Run;
import org.esscher.api.Stage;
import org.esscher.api.State;
import org.esscher.api.Vector;
import org.esscher.runtime.RunListener;
import org.esscher.runtime.internal.run.SerialCallsTest.Device;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Partitions that one process computes at once call what is called serially one after the other.
 */
class SerialPartitionsTest {
  @TempDir Path directory;

  @BeforeEach
  void reset() {
    Device.MOST.set(0);
    Device.CALLS.set(0);
  }

  /** A line that is computed on the device. */
  @CalledSerially
  private record DeviceLine(Line line) implements ModelProvider {
    @Override
    public Model create(Context context, @Nullable State saved) {
      return new OnDevice(((Line.Fitted) line.create(context, saved)).parameters());
    }
  }

  private static final class OnDevice extends Line.Fitted {
    OnDevice(Vector parameters) {
      super(parameters);
    }

    @Override
    public Forward forward(Batch batch, Set<String> outputs, Context context) {
      Device.use();
      return super.forward(batch, outputs, context);
    }
  }

  /** Trains such a line on all rows, with cotangents that depend on all of them. */
  @Component("test-devices")
  record Devices() implements Recipe {
    @Override
    public Map<String, ModelProvider> roles() {
      return Map.of("line", new DeviceLine(new Line()), "scale", new Line());
    }

    @Override
    public State start(Run run) {
      run.save("line", "start");
      return State.empty();
    }

    @Override
    public State step(State state, Run run) {
      Optimizer adam = run.context().component(Optimizer.class, "adam", Map.of("rate", 0.1));
      Objective loss = new Spread(1)::losses;
      run.train(Stage.of("all", loss, adam), Map.of("rows", run.data("data").batch()));
      return state.with("step", 1);
    }

    @Override
    public double progress(State state) {
      return state.number("step", 0);
    }
  }

  /** All partitions at once, each on a thread of its own, as in an executor of several cores. */
  private static final class Threads implements Cluster {
    private final PartitionProcess process;
    private long numbers;

    Threads(PartitionProcess process) {
      this.process = process;
    }

    @Override
    public int partitions() {
      return 4;
    }

    @Override
    public long number() {
      return numbers++;
    }

    @Override
    public List<byte[]> round(
        long rows, Supplier<List<byte[]>> cut, byte[] work, IntConsumer done) {
      List<byte[]> partitions = cut.get();
      ExecutorService threads =
          Executors.newFixedThreadPool(
              partitions.size(), task -> new Thread(task, "test-partition"));
      try {
        List<Future<byte[]>> results = new ArrayList<>();
        for (byte[] partition : partitions) {
          int number = results.size();
          results.add(threads.submit(() -> process.round(number, partition, work)));
        }
        List<byte[]> found = new ArrayList<>();
        for (Future<byte[]> result : results) {
          found.add(result.get());
        }
        return found;
      } catch (InterruptedException | ExecutionException e) {
        throw new AssertionError(e);
      } finally {
        threads.shutdown();
      }
    }

    @Override
    public List<byte[]> reduce(long rows, Supplier<List<byte[]>> cut, byte[] work) {
      return round(rows, cut, work, ignored -> {});
    }

    @Override
    public void forget(long rows) {}

    @Override
    public void close() {}
  }

  @Test
  void callsOfPartitionsTakeTurns() throws IOException {
    try (TestHost here = new TestHost();
        TestHost there = new TestHost();
        PartitionProcess process = new PartitionProcess(there.services())) {
      Map<String, String> data = Map.of("data", "test-many-rows");
      for (Cluster cluster : Arrays.asList(null, new Threads(process))) {
        Path to = directory.resolve(cluster == null ? "local" : "spread");
        here.run(
            new RunRequest(
                new Devices(), data, to, 5, false, RunListener.NONE, cluster, null, Set.of()),
            TestHost.NEVER);
      }
      assertThat(TestHost.results(directory.resolve("spread")).get("models/line.json"))
          .isEqualTo(TestHost.results(directory.resolve("local")).get("models/line.json"));
    }
    // Once a shard of six, for the values and for the snapshot: by one process, then by four.
    assertThat(Device.CALLS).hasValue(24);
    assertThat(Device.MOST).hasValue(1);
  }
}
