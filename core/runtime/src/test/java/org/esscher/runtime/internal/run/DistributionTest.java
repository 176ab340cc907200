package org.esscher.runtime.internal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.esscher.api.Context;
import org.esscher.api.CustomObjective;
import org.esscher.api.Data;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Level;
import org.esscher.api.State;
import org.esscher.runtime.RunListener;
import org.esscher.runtime.internal.estimate.PartitionCall;
import org.esscher.runtime.internal.wiring.CallContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What partitions compute together is what one process computes, to the last bit. */
class DistributionTest {
  @TempDir Path directory;

  private final TestHost here = new TestHost();
  private final TestHost there = new TestHost();

  @AfterEach
  void close() {
    assertThat(there.services().arena().allocatedBytes()).isZero();
    here.close();
    there.close();
  }

  /** Another host of this process, which takes partitions last first, and loses some. */
  private final class InProcess implements Cluster {
    private final int partitions;
    private final Map<Long, List<byte[]>> kept = new HashMap<>();
    private final List<Integer> used = new ArrayList<>();
    private final PartitionProcess process = new PartitionProcess(there.services());
    private long numbers;
    private int rounds;

    InProcess(int partitions) {
      this.partitions = partitions;
    }

    @Override
    public int partitions() {
      return partitions;
    }

    @Override
    public long number() {
      return numbers++;
    }

    @Override
    public List<byte[]> round(long rows, Supplier<List<byte[]>> cut, byte[] work) {
      List<byte[]> all = kept.computeIfAbsent(rows, ignored -> cut.get());
      used.add(all.size());
      byte[][] results = new byte[all.size()][];
      rounds++;
      for (int partition = all.size() - 1; partition >= 0; partition--) {
        results[partition] = process.round(partition, all.get(partition), work);
        if (rounds % 7 == 3) {
          // As when its answer got lost; and then, as when the process did.
          assertThat(process.round(partition, all.get(partition), work))
              .isEqualTo(results[partition]);
          process.close();
        }
      }
      return List.of(results);
    }

    @Override
    public void forget(long rows) {
      kept.remove(rows);
    }

    @Override
    public void close() {
      process.close();
      assertThat(kept).isEmpty();
    }
  }

  private Map<String, byte[]> run(String name, String data, @Nullable Cluster cluster)
      throws IOException {
    Path to = directory.resolve(name);
    here.run(
        new RunRequest(
            new Spread(1),
            Map.of("data", data),
            to,
            5,
            false,
            RunListener.NONE,
            cluster,
            null,
            Set.of()),
        TestHost.NEVER);
    return TestHost.results(to);
  }

  private void assertSame(String data, int... partitions) throws IOException {
    Map<String, byte[]> local = run("local", data, null);
    assertThat(local).containsKeys("metrics.jsonl", "models/line.json", "models/scale.json");
    for (int count : partitions) {
      InProcess cluster = new InProcess(count);
      Map<String, byte[]> spread = run("spread" + count, data, cluster);
      assertThat(spread.keySet()).isEqualTo(local.keySet());
      local.forEach(
          (file, bytes) ->
              assertThat(spread.get(file)).as("%s of %d partitions", file, count).isEqualTo(bytes));
      // All rows in as many partitions as are asked for; 9,000 are three shards; 50 stay at home.
      assertThat(cluster.used).contains(count, Math.min(3, count));
      cluster.close();
    }
  }

  @Test
  void isWhatOneProcessComputesToTheLastBit() throws IOException {
    assertSame("test-many-rows", 1, 2, 5);
  }

  @Test
  @Tag("slow")
  void isWhatOneProcessComputesInManyPartitions() throws IOException {
    assertSame("test-very-many-rows", 7, 64);
  }

  /** Reads nothing but says how far it may be split. */
  private record Custom(Split split) implements CustomObjective {
    @Override
    public Map<String, Expr> reads(Inputs in) {
      return Map.of("y", in.slot("rows").column("y", Level.ROW));
    }

    @Override
    public Result estimate(Data data, State state, Context context) {
      return Result.of();
    }
  }

  @Test
  void refusesWhatNeedsAllRowsAtOnce() {
    assertThatThrownBy(
            () -> PartitionCall.of(new Custom(CustomObjective.Split.BATCH), State.empty(), true))
        .hasMessageContaining("Custom declares that it needs all rows of a batch at once")
        .hasMessageContaining("run it with the engine 'local'");
    assertThat(PartitionCall.of(new Custom(CustomObjective.Split.ROW), State.empty(), true))
        .isEmpty();
  }

  @Test
  void drawsNoRandomNumbers() {
    Context context =
        new PartitionContext(
            new CallContext(
                there.services().arena(),
                1,
                CallContext.NO_ROLES,
                there.services().components(),
                "test"));
    assertThatThrownBy(context::random)
        .hasMessageContaining("whose results would depend on the partitions");
  }

  @Test
  void findsNoEngineThatIsNotThere() {
    HostDescription host = new HostDescription(List.of(), false, null, true);
    assertThat(Engines.open("local", host, Map.of())).isNull();
    assertThatThrownBy(() -> Engines.open("spark", host, Map.of()))
        .hasMessageContaining("there is no engine 'spark' here, only [local]")
        .hasMessageContaining("esscher-spark");
    assertThatThrownBy(() -> Engines.open("local", host, Map.of("master", "x")))
        .hasMessageContaining("has no options");
  }
}
