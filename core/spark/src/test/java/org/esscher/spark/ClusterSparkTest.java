package org.esscher.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.spark.SparkContext;
import org.esscher.api.ModelProvider;
import org.esscher.api.PolicyProvider;
import org.esscher.data.Arena;
import org.esscher.data.ReadOptions;
import org.esscher.data.Sinks;
import org.esscher.data.Sources;
import org.esscher.runtime.Esscher;
import org.esscher.runtime.RunListener;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Executors that are processes of their own, one of which is killed in mid-run. */
@Tag("slow")
class ClusterSparkTest {
  @TempDir Path directory;

  /** Executors look for Spark where the variable SPARK_HOME says; the build sets it. */
  private static void sparkHome() throws IOException {
    Path jars = Path.of(Objects.requireNonNull(System.getenv("SPARK_HOME"))).resolve("jars");
    Files.createDirectories(jars);
    Path spark =
        Path.of(SparkContext.class.getProtectionDomain().getCodeSource().getLocation().getPath());
    Path link = jars.resolve(String.valueOf(spark.getFileName()));
    if (!Files.exists(link)) {
      Files.createSymbolicLink(link, spark);
    }
  }

  /** An executor ends by itself, a little later than the cluster that it has lost. */
  private static void assertThatExecutorsEnd() {
    for (ProcessHandle executor : executors()) {
      assertThat(executor.onExit()).succeedsWithin(Duration.ofMinutes(1));
    }
  }

  /** All that this process starts. */
  private static List<ProcessHandle> executors() {
    return ProcessHandle.current()
        .descendants()
        .filter(process -> process.info().command().orElse("").endsWith("java"))
        .toList();
  }

  private static Map<String, String> options(int partitions) {
    Map<String, String> options = new TreeMap<>();
    options.put("master", "local-cluster[2,1,512]");
    options.put("partitions", Integer.toString(partitions));
    options.put("spark.executor.memory", "512m");
    options.put("spark.executor.extraClassPath", System.getProperty("java.class.path"));
    return options;
  }

  @Test
  void goesOnWhenAnExecutorIsLost() throws IOException {
    sparkHome();
    SparkRuns runs = new SparkRuns(directory);
    // So many that a tree of executors adds up what is kept with them.
    Map<String, String> options = options(7);
    List<ProcessHandle> killed = new ArrayList<>();
    RunListener killer =
        new RunListener() {
          @Override
          public void progress(double fraction, Map<String, Double> metrics) {
            List<ProcessHandle> executors = executors();
            if (killed.isEmpty() && fraction >= 0.5 && executors.size() == 2) {
              killed.add(executors.get(0));
              executors.get(0).destroyForcibly();
            }
          }
        };
    Map<String, String> spark = runs.run("cluster", options, 6, killer);
    assertThat(killed).hasSize(1);
    assertThat(killed.get(0).onExit()).succeedsWithin(Duration.ofMinutes(1));
    assertThat(spark).isEqualTo(runs.run("local", Map.of(), 6, RunListener.NONE));
    assertThatExecutorsEnd();
  }

  /** One partition is given four of the five pieces; then all executors are killed. */
  @Test
  void scoresTheRestOfAFileWhenExecutorsAreLost() throws IOException {
    sparkHome();
    Path plugins = new SparkRuns(directory).plugins();
    long[] actions = new long[600_000];
    Arrays.setAll(actions, row -> row % 3);
    Path file = directory.resolve("actions.parquet");
    try (Arena arena = Arena.root("actions")) {
      Sinks.write(file, arena.batch(Map.of("action", arena.integers(actions))));
    }
    List<ProcessHandle> killed = new ArrayList<>();
    int[] rows = new int[1];
    try (Esscher host = Esscher.builder().plugins(plugins).build()) {
      ModelProvider uniform = host.component(PolicyProvider.class, "uniform", Map.of("actions", 3));
      host.score(
          uniform,
          Sources.open(file, ReadOptions.defaults()).stored(),
          scored -> {
            if (killed.isEmpty()) {
              killed.addAll(executors());
              killed.forEach(ProcessHandle::destroyForcibly);
            }
            rows[0] += scored.rows();
            assertThat(scored.column("logp").at(0)).isCloseTo(-Math.log(3), within(1e-15));
          },
          "spark",
          options(1));
    }
    assertThat(killed).isNotEmpty();
    assertThat(rows[0]).isEqualTo(actions.length);
    assertThatExecutorsEnd();
  }
}
