package org.esscher.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.esscher.api.Column;
import org.esscher.api.ModelProvider;
import org.esscher.api.PolicyProvider;
import org.esscher.api.State;
import org.esscher.data.Arena;
import org.esscher.data.ReadOptions;
import org.esscher.data.Sinks;
import org.esscher.data.Sources;
import org.esscher.data.StoredRows;
import org.esscher.runtime.Esscher;
import org.esscher.runtime.PolicyEvaluation;
import org.esscher.runtime.internal.run.SavedModel;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log of two pieces, which tasks of Spark read from the file themselves. */
@Tag("slow")
class StoredLogSparkTest {
  private static final int ROWS = 140_000;

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
        assertThat(host.evaluate(policy, log, 4, "spark", spark)).isEqualTo(local);
      }
    }
  }
}
