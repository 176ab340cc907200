package org.esscher.spitests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.esscher.api.Batch;
import org.esscher.api.Component;
import org.esscher.api.Plugin;
import org.esscher.api.Run;
import org.esscher.api.State;
import org.esscher.runtime.RunBuilder;
import org.esscher.runtime.RunResult;
import org.esscher.runtime.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrialRunsTest {
  /** Counts to five, and tells a row of it. */
  @Component(value = "counting", summary = "the numbers from 1 to 5, and noise")
  public record Counting(double scale) implements TinyRecipe {
    @Override
    public State step(State state, Run run) {
      double count = state.number("step", 0) + 1;
      run.metric("count", scale * count);
      if (count == 2) {
        run.metric("noise", noise(run));
        run.row("other", Map.of("count", "two"));
      }
      run.row(
          "counts",
          Map.of(
              "count", scale * count, "word", "\"count\":7", "list", List.of(1, 2), "odd", true));
      return State.empty().with("step", count);
    }

    @Override
    public double reward(Batch rows) {
      return 0;
    }
  }

  /** Has the recipe. */
  public static final class CountingPlugin implements Plugin {
    /** Made by the host. */
    public CountingPlugin() {}

    @Override
    public String apiVersion() {
      return API_VERSION;
    }

    @Override
    public List<Class<? extends Record>> components() {
      return List.of(Counting.class);
    }
  }

  @TempDir Path temporary;
  private Path data;
  private URLClassLoader loader;
  private TrialRuns runs;

  @BeforeEach
  void open() throws IOException {
    data = Files.writeString(temporary.resolve("rewards.csv"), "example_id,reward\n1,0.5\n");
    Path services = Files.createDirectories(temporary.resolve("META-INF/services"));
    Files.writeString(services.resolve(Plugin.class.getName()), CountingPlugin.class.getName());
    loader =
        new URLClassLoader(
            new URL[] {temporary.toUri().toURL()}, TrialRunsTest.class.getClassLoader());
    runs = new TrialRuns(loader);
  }

  @AfterEach
  void close() throws IOException {
    runs.close();
    loader.close();
  }

  private RunBuilder counting(double scale) {
    return runs.of("counting").data("data", data.toString()).config(Map.of("scale", scale));
  }

  @Test
  void readsWhatARunRecorded() {
    RunResult result = counting(0.1).start();

    assertThat(result.status()).isEqualTo(Status.FINISHED);
    assertThat(TrialRuns.metric(result, "count")).isEqualTo(0.5);
    assertThat(TrialRuns.metricsAt(result, 1)).containsOnlyKeys("count");
    assertThat(TrialRuns.metricsAt(result, 2))
        .containsOnlyKeys("count", "noise")
        .containsEntry("count", 0.2);
    List<RecordedRow> rows = TrialRuns.rows(result, "counts");
    // A tenth of 3 is not 0.3 in binary: what was recorded is read to the last bit.
    assertThat(rows.stream().map(row -> row.number("count")))
        .containsExactly(0.1, 0.2, 0.1 * 3, 0.4, 0.5);
    assertThat(rows.get(0).text("word")).isEqualTo("\"count\":7");
    assertThat(rows.get(0).cells()).containsEntry("list", List.of(1, 2)).containsEntry("odd", true);
    assertThat(TrialRuns.rows(result, "other")).hasSize(1);
    assertThat(TrialRuns.rows(result, "none")).isEmpty();
  }

  @Test
  void saysWhatIsNotThere() {
    RunResult result = counting(1).start();
    RecordedRow row = TrialRuns.rows(result, "other").get(0);

    assertThat(row.has("count")).isTrue();
    assertThat(row.has("step")).isFalse();
    assertThatThrownBy(() -> row.number("count"))
        .isInstanceOf(AssertionError.class)
        .hasMessage("the column count holds no Number, but two");
    assertThatThrownBy(() -> row.text("word"))
        .isInstanceOf(AssertionError.class)
        .hasMessage("there is no column word in {count=two}");
    assertThatThrownBy(() -> TrialRuns.metric(result, "counts"))
        .isInstanceOf(AssertionError.class)
        .hasMessage("there is no metric counts among [count, noise]");
  }

  @Test
  void comparesRunsFileByFile() {
    RunResult one = counting(1).start();

    TrialRuns.requireSame(one, counting(1).start());
    assertThatThrownBy(() -> TrialRuns.requireSame(one, counting(2).start()))
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("the runs differ: metrics.jsonl, line 1 was {");
    // Another seed: the noise of the second step is the third metric.
    assertThatThrownBy(() -> TrialRuns.requireSame(one, counting(1).seed(2).start()))
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("the runs differ: metrics.jsonl, line 3 was {");
  }

  @Test
  void stopsAndResumes() {
    RunResult whole = counting(1).start();

    RunResult resumed = runs.interrupted(() -> counting(1), 2);
    assertThat(resumed.status()).isEqualTo(Status.FINISHED);
    TrialRuns.requireSame(whole, resumed);
    assertThatThrownBy(() -> runs.interrupted(() -> counting(1), 5))
        .isInstanceOf(AssertionError.class)
        .hasMessage("the run was at its end after 5 steps, before it was stopped; stop it sooner");
  }

  @Test
  void directoriesAreDeleted() throws IOException {
    Path run;
    Path other;
    try (TrialRuns closed = new TrialRuns(loader)) {
      RunBuilder first = closed.of("counting").data("data", data.toString()).set("scale", "1");
      RunBuilder second = closed.of("counting").data("data", data.toString()).set("scale", "1");
      run = first.start().directory();
      other = second.start().directory();
      assertThat(run).isDirectory().isNotEqualTo(other);
    }
    assertThat(run.getParent()).doesNotExist();
    try (Stream<Path> kept = Files.list(temporary)) {
      assertThat(kept).hasSize(2);
    }
  }
}
