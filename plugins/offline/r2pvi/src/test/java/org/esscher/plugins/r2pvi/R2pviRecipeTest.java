package org.esscher.plugins.r2pvi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.esscher.api.EnvironmentProvider;
import org.esscher.api.EsscherException;
import org.esscher.api.PolicyProvider;
import org.esscher.api.Recipe;
import org.esscher.data.Sink;
import org.esscher.data.Sinks;
import org.esscher.runtime.RunBuilder;
import org.esscher.runtime.RunResult;
import org.esscher.spitests.RecipeVerification;
import org.esscher.spitests.RecordedRow;
import org.esscher.spitests.TrialRuns;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class R2pviRecipeTest {
  @AutoClose
  private static final TrialRuns RUNS = new TrialRuns(R2pviRecipeTest.class.getClassLoader());

  private static RunBuilder run(int replications) {
    return RUNS.of("r2pvi")
        .set("replications", Integer.toString(replications))
        .set("logEpisodes", "20")
        .set("episodes", "10")
        .set("alphaGrid", "11");
  }

  /** A log on disk, as {@code esscher collect} writes it. */
  private static Path log(Path directory) throws IOException {
    Path file = directory.resolve("log.jsonl");
    try (Sink sink = Sinks.open(file)) {
      RUNS.host()
          .collect(
              RUNS.host().component(PolicyProvider.class, "uniform", Map.of("actions", 16)),
              RUNS.host().component(EnvironmentProvider.class, "five-state-mdp", Map.of()),
              100,
              4,
              1,
              sink::write);
      sink.commit();
    }
    return file;
  }

  /** Check 7 again, through a file and the whole run: what total variation is worth exactly. */
  @Test
  void plansFromALogOnDisk(@TempDir Path directory) throws IOException {
    RunResult result =
        run(1)
            .data("data", log(directory).toString())
            .set("divergence", "tv")
            .set("compare", "[pevi]")
            .set("shifts", "[0, 1]")
            .set("episodes", "2000")
            .start();

    List<RecordedRow> rows = TrialRuns.rows(result, "robustness");
    assertThat(rows)
        .extracting(row -> row.text("method"))
        .containsExactly("tv", "tv", "pevi", "pevi");
    assertThat(rows.get(0).number("return"))
        .isCloseTo(1.324775, within(4 * rows.get(0).number("standard_error")));
    assertThat(rows.get(1).number("return"))
        .isCloseTo(1.124775, within(4 * rows.get(1).number("standard_error")));
    assertThat(rows.get(3).number("return")).isLessThan(rows.get(1).number("return"));
    assertThat(TrialRuns.metric(result, "tv/worst_return")).isEqualTo(rows.get(1).number("return"));
  }

  @Test
  void tellsEachMethodAndShiftOnce() {
    RunResult result = run(2).set("compare", "[kl, drvi-l]").set("shifts", "[0.5]").start();

    assertThat(TrialRuns.rows(result, "robustness"))
        .extracting(row -> row.text("method"))
        .containsExactly("kl", "drvi-l");
  }

  @Test
  void plansWithoutTests() {
    RunResult result = run(1).set("episodes", "0").start();

    assertThat(TrialRuns.rows(result, "robustness")).isEmpty();
    assertThat(result.metrics()).isEmpty();
  }

  @Test
  void refusesEnvironmentsThatDoNotShift() {
    RunBuilder chain = run(1).set("environment", "chain");

    assertThatThrownBy(chain::start).isInstanceOf(EsscherException.class);
  }

  @Nested
  class ConformanceWithoutData extends RecipeVerification {
    @Override
    protected Recipe recipe() {
      return run(3).set("compare", "[tv, chi2]").set("shifts", "[0, 1]").recipe();
    }
  }

  @Nested
  class ConformanceOnALog extends RecipeVerification {
    @Override
    protected Recipe recipe() {
      return run(1).set("compare", "[pevi, drpvi]").set("shifts", "[0, 1]").recipe();
    }

    @Override
    protected Map<String, String> sources(Path directory) throws IOException {
      return Map.of("data", log(directory).toString());
    }
  }
}
