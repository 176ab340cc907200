package org.esscher.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.esscher.runtime.RunListener;
import org.esscher.runtime.internal.run.HostDescription;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Executors that are threads of this process. */
@Tag("slow")
class LocalSparkTest {
  @TempDir Path directory;

  @Test
  void givesWhatALocalRunGivesToTheLastBit() throws IOException {
    SparkRuns runs = new SparkRuns(directory);
    Map<String, String> local = runs.run("local", Map.of());
    assertThat(local.get("metrics.jsonl")).contains("behavior-cloning");
    for (int partitions : new int[] {1, 3, 7}) {
      Map<String, String> spark =
          runs.run(
              "spark" + partitions,
              Map.of("master", "local[2]", "partitions", Integer.toString(partitions)));
      assertThat(spark).isEqualTo(local);
    }
  }

  @Test
  void joinsTheContextThatTheApplicationHas() throws IOException {
    SparkRuns runs = new SparkRuns(directory);
    SparkConf conf =
        new SparkConf(false)
            .setMaster("local[1]")
            .setAppName("application")
            .set("spark.ui.enabled", "false");
    try (JavaSparkContext application = new JavaSparkContext(conf)) {
      assertThat(runs.run("joined", Map.of("partitions", "2"), 1, RunListener.NONE))
          .isEqualTo(runs.run("local", Map.of(), 1, RunListener.NONE));
      assertThat(application.parallelize(List.of(1, 2)).count()).isEqualTo(2);
    }
  }

  @Test
  void refusesOptionsThatItDoesNotKnow() {
    HostDescription host = new HostDescription(List.of(), false, null, true);
    assertThatThrownBy(() -> new SparkProvider().open(host, Map.of("cores", "2")))
        .hasMessageContaining("has no option 'cores': give master, partitions");
    assertThatThrownBy(() -> new SparkProvider().open(host, Map.of("partitions", "none")))
        .hasMessageContaining("at least 1 is needed, not 'none'");
    assertThatThrownBy(() -> new SparkProvider().open(host, Map.of("master", "nowhere")))
        .isInstanceOfSatisfying(
            EsscherException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.RESOURCES))
        .hasMessageContaining("Spark could not be started at nowhere");
  }
}
