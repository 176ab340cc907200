package org.esscher.runtime.internal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.CustomObjective;
import org.esscher.api.Data;
import org.esscher.api.Expr;
import org.esscher.api.Forward;
import org.esscher.api.Inputs;
import org.esscher.api.Level;
import org.esscher.api.Loss;
import org.esscher.api.Losses;
import org.esscher.api.ModelProvider;
import org.esscher.api.Objective;
import org.esscher.api.Optimizer;
import org.esscher.api.Recipe;
import org.esscher.api.RewardModel;
import org.esscher.api.Run;
import org.esscher.api.Slot;
import org.esscher.api.Stage;
import org.esscher.api.State;
import org.esscher.runtime.RunListener;
import org.esscher.runtime.internal.estimate.PartitionCall;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  private Map<String, byte[]> run(
      Recipe recipe, String name, String data, @Nullable Cluster cluster) throws IOException {
    Path to = directory.resolve(name);
    here.run(
        new RunRequest(
            recipe, Map.of("data", data), to, 5, false, RunListener.NONE, cluster, null, Set.of()),
        TestHost.NEVER);
    return TestHost.results(to);
  }

  private void assertSame(Recipe recipe, String data, int... partitions) throws IOException {
    Map<String, byte[]> local = run(recipe, "local", data, null);
    assertThat(local).containsKeys("metrics.jsonl", "models/line.json");
    for (int count : partitions) {
      InProcessCluster cluster = new InProcessCluster(there.services(), count);
      Map<String, byte[]> spread = run(recipe, "spread" + count, data, cluster);
      assertThat(spread.keySet()).isEqualTo(local.keySet());
      local.forEach(
          (file, bytes) ->
              assertThat(spread.get(file)).as("%s of %d partitions", file, count).isEqualTo(bytes));
      // All rows in as many partitions as are asked for, or as there are shards: 21,000 rows in
      // groups of three make six, of 4,098 rows; 9,000 are three; 50 stay at home.
      int shards = data.equals("test-many-rows") ? 6 : count;
      assertThat(cluster.used()).contains(Math.min(shards, count), Math.min(3, count));
      assertThat(cluster.merges() > 0).isEqualTo(count > 1);
      cluster.close();
    }
  }

  @Test
  void isWhatOneProcessComputesToTheLastBit() throws IOException {
    assertSame(new Spread(1), "test-many-rows", 1, 2, 5);
  }

  @Test
  @Tag("slow")
  void isWhatOneProcessComputesInManyPartitions() throws IOException {
    assertSame(new Spread(1), "test-very-many-rows", 7, 64);
  }

  /** Objectives in code and scores of models, of rows whose groups lie far apart. */
  @Test
  void codeAndScoresAreThoseOfOneProcess() throws IOException {
    assertSame(new SpreadCode(2), "test-many-rows", 1, 2, 7);
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
    // No component, so that another process can't make it.
    assertThat(PartitionCall.of(new Custom(CustomObjective.Split.ROW), State.empty(), true))
        .isEmpty();
    assertThat(PartitionCall.of(new GroupCode(true, 1), State.empty(), true)).isPresent();
  }

  /** Which one process computes where all rows are, with the numbers of a local run. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatDrawsIsThatOfOneProcess(boolean everywhere) throws IOException {
    Recipe recipe = new Drawn(everywhere);
    Map<String, byte[]> local = run(recipe, "local", "test-many-rows", null);
    InProcessCluster cluster = new InProcessCluster(there.services(), 3);
    assertThat(run(recipe, "spread", "test-many-rows", cluster).get("models/line.json"))
        .isEqualTo(local.get("models/line.json"));
    // Weights are exchanged by three partitions, which then find out; the second step knows.
    assertThat(cluster.used()).containsExactly(3, 3);
    cluster.close();
  }

  /**
   * Trains a line towards values with drawn numbers, twice.
   *
   * @param everywhere whether numbers are drawn for all rows, or for the first shard's only
   */
  @Component("test-drawn")
  record Drawn(boolean everywhere) implements Recipe {
    @Override
    public Map<String, ModelProvider> roles() {
      return Map.of("line", new Line(), "drawn", (context, saved) -> new Drawing(everywhere));
    }

    @Override
    public State step(State state, Run run) {
      Objective loss =
          in -> {
            Slot rows = in.slot("rows").groupedBy("group_id");
            Expr target = rows.output("drawn", "score", Level.ROW).stop();
            Expr error = rows.output("line", "value", Level.ROW).minus(target);
            return Losses.of(Loss.exact("error", "line", error.square().mean(Level.BATCH)));
          };
      Optimizer adam = run.context().component(Optimizer.class, "adam", Map.of("rate", 0.1));
      run.train(Stage.of("all", loss, adam), Map.of("rows", run.data("data").batch()));
      return state.with("step", state.number("step", 0) + 1);
    }

    @Override
    public double progress(State state) {
      return state.number("step", 0) / 2;
    }
  }

  /** Ranks, with drawn numbers where group 0 is among the rows. */
  private record Drawing(boolean everywhere) implements RewardModel {
    @Override
    public Set<String> inputs() {
      return Set.of("x", "group_id");
    }

    @Override
    public Set<String> outputs() {
      return Set.of("score");
    }

    @Override
    public Forward forward(Batch batch, Set<String> outputs, Context context) {
      boolean draws = everywhere || batch.column("group_id").at(0) == 0;
      return new Ranks(draws).forward(batch, outputs, context);
    }

    @Override
    public State save() {
      return State.empty();
    }
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
