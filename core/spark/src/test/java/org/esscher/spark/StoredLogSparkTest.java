package org.esscher.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.ModelProvider;
import org.esscher.api.PolicyProvider;
import org.esscher.api.State;
import org.esscher.data.Arena;
import org.esscher.data.ReadOptions;
import org.esscher.data.Sinks;
import org.esscher.data.Source;
import org.esscher.data.Sources;
import org.esscher.data.StoredRows;
import org.esscher.runtime.Esscher;
import org.esscher.runtime.PassListener;
import org.esscher.runtime.PolicyEvaluation;
import org.esscher.runtime.internal.run.SavedModel;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log of two pieces, which tasks of Spark read from the file themselves. */
@Tag("slow")
class StoredLogSparkTest {
  private static final int ROWS = 140_000;

  /** 32 shards of 4,096 rows. */
  private static final long PIECE = 131_072;

  @TempDir Path directory;

  private Path log() {
    Random random = new Random(3);
    long[] cohorts = new long[ROWS];
    long[] actions = new long[ROWS];
    double[] propensities = new double[ROWS];
    double[] rewards = new double[ROWS];
    for (int row = 0; row < ROWS; row++) {
      cohorts[row] = random.nextInt(2);
      actions[row] = random.nextInt(3);
      propensities[row] = 0.1 + 0.8 * random.nextDouble();
      rewards[row] = random.nextGaussian();
    }
    Path file = directory.resolve("decisions.parquet");
    try (Arena arena = Arena.root("log")) {
      Map<String, Column> columns = new LinkedHashMap<>();
      columns.put("cohort", arena.integers(cohorts));
      columns.put("action", arena.integers(actions));
      columns.put("propensity", arena.numbers(propensities));
      columns.put("reward", arena.numbers(rewards));
      Sinks.write(file, arena.batch(columns));
    }
    return file;
  }

  private static SparkConf local() {
    return new SparkConf(false)
        .setMaster("local[2]")
        .setAppName("application")
        .set("spark.ui.enabled", "false");
  }

  @Test
  void theNumbersAreThoseOfOneProcess() throws IOException {
    Path plugins = new SparkRuns(directory.resolve("runs")).plugins();
    StoredRows log = Sources.open(log(), ReadOptions.defaults()).stored();
    Path saved = directory.resolve("policy.json");
    try (Esscher host = Esscher.builder().plugins(plugins).build()) {
      Map<String, ?> config = Map.of("context", List.of("cohort"), "contexts", 2, "actions", 3);
      PolicyProvider tabular = host.component(PolicyProvider.class, "tabular-softmax", config);
      SavedModel.of((Record) tabular, State.empty().with("logits", 0, 1, 2, 2, 0, -1)).write(saved);
      for (ModelProvider policy : List.of(tabular, host.savedModel(saved))) {
        PolicyEvaluation local = host.evaluate(policy, log, 4);
        assertThat(local.values()).containsKeys("dm", "ips", "snips", "dr", "switch-dr");
        Map<String, String> spark = Map.of("master", "local[2]", "partitions", "2");
        List<List<Long>> told = new ArrayList<>();
        PassListener listener = (pass, done, rows) -> told.add(List.of((long) pass, done, rows));
        assertThat(host.evaluate(policy, log, 4, "spark", spark, listener)).isEqualTo(local);
        inTwoTasks(told);
      }
    }
  }

  /** Each pass begins, and then has one of the two pieces, whichever is done first, and both. */
  private static void inTwoTasks(List<List<Long>> told) {
    assertThat(told).hasSizeGreaterThan(3);
    for (int at = 0; at < told.size(); at += 3) {
      long pass = at / 3 + 1L;
      assertThat(told.get(at)).containsExactly(pass, 0L, (long) ROWS);
      assertThat(told.get(at + 1)).first().isEqualTo(pass);
      assertThat(told.get(at + 1).get(1)).isIn(PIECE, ROWS - PIECE);
      assertThat(told.get(at + 2)).containsExactly(pass, (long) ROWS, (long) ROWS);
    }
  }

  @Test
  void whatAListenerThrowsEndsTheJob() throws IOException {
    Path plugins = new SparkRuns(directory.resolve("runs")).plugins();
    StoredRows log = Sources.open(log(), ReadOptions.defaults()).stored();
    PassListener impatient =
        (pass, done, rows) -> {
          if (done > 0) {
            throw new IllegalStateException("enough");
          }
        };
    try (Esscher host = Esscher.builder().plugins(plugins).build()) {
      Map<String, ?> config = Map.of("context", List.of("cohort"), "contexts", 2, "actions", 3);
      PolicyProvider tabular = host.component(PolicyProvider.class, "tabular-softmax", config);
      Map<String, String> spark = Map.of("master", "local[2]", "partitions", "2");
      // The other piece's task is at work when its host is closed, the larger one's for longer.
      for (int round = 0; round < 5; round++) {
        assertThatThrownBy(() -> host.evaluate(tabular, log, 4, "spark", spark, impatient))
            .isInstanceOf(IllegalStateException.class)
            .hasMessage("enough")
            .hasNoSuppressedExceptions();
      }
      Map<String, String> joined = Map.of("partitions", "2");
      try (JavaSparkContext application = new JavaSparkContext(local())) {
        assertThatThrownBy(() -> host.evaluate(tabular, log, 4, "spark", joined, impatient))
            .hasMessage("enough")
            .hasNoSuppressedExceptions();
        double value = host.evaluate(tabular, log, 4).effectiveSampleSize();
        assertThat(host.evaluate(tabular, log, 4, "spark", joined).effectiveSampleSize())
            .isEqualTo(value);
        assertThat(application.sc().isStopped()).isFalse();
      }
    }
  }

  /** Best of three draws from a uniform policy by the number of the action: ((k+1)³ − k³)/27. */
  @Test
  void scoresAreThoseOfOneProcess() throws IOException {
    Path plugins = new SparkRuns(directory.resolve("runs")).plugins();
    Source log = Sources.open(log(), ReadOptions.defaults());
    try (JavaSparkContext application = new JavaSparkContext(local());
        Esscher host = Esscher.builder().plugins(plugins).build();
        Arena arena = host.arena("scores")) {
      ModelProvider best = bestOfThree(host);
      Batch rows = log.readAll(arena);
      double[] local = host.score(best, rows, arena).column("logp").toArray();
      for (int row = 0; row < ROWS; row++) {
        double k = rows.column("action").at(row);
        assertThat(local[row])
            .isCloseTo(Math.log((Math.pow(k + 1, 3) - Math.pow(k, 3)) / 27), within(1e-12));
      }
      assertThat(streamed(host, best, log.stored(), "local", Map.of())).isEqualTo(local);
      for (String partitions : List.of("1", "2", "7")) {
        Map<String, String> spark = Map.of("partitions", partitions);
        assertThat(host.score(best, rows, arena, "spark", spark).column("logp").toArray())
            .isEqualTo(local);
        assertThat(streamed(host, best, log.stored(), "spark", spark)).isEqualTo(local);
      }
      List<Long> told = new ArrayList<>();
      host.score(
          best,
          rows,
          arena,
          "spark",
          Map.of("partitions", "7"),
          (pass, done, all) -> told.add(done));
      assertThat(told).as("seven tasks").hasSize(8).isSorted().startsWith(0L).endsWith((long) ROWS);
      told.clear();
      host.score(
          best,
          log.stored(),
          scored -> {},
          "spark",
          Map.of("partitions", "7"),
          (pass, done, all) -> told.add(done));
      assertThat(told).as("two pieces").hasSize(3).isSorted().startsWith(0L).endsWith((long) ROWS);
      assertThat(application.sc().isStopped()).isFalse();
    }
  }

  private static ModelProvider bestOfThree(Esscher host) {
    Map<String, ?> uniform =
        Map.of("id", "tabular-softmax", "context", List.of("cohort"), "contexts", 2, "actions", 3);
    Map<String, ?> reward = Map.of("id", "column", "column", "action");
    return host.component(
        PolicyProvider.class, "best-of-n", Map.of("policy", uniform, "reward", reward, "n", 3));
  }

  private static double[] streamed(
      Esscher host,
      ModelProvider model,
      StoredRows rows,
      String engine,
      Map<String, String> options) {
    List<double[]> found = new ArrayList<>();
    host.score(model, rows, scored -> found.add(scored.column("logp").toArray()), engine, options);
    return found.stream().flatMapToDouble(Arrays::stream).toArray();
  }
}
