package org.esscher.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FrontierTest {
  @TempDir Path directory;

  @Test
  void everySeriesIsDrawnAndTheExactOneIsALineAlongTheDivergence() {
    RecordedRun run =
        RunFixture.in(directory, "a")
            .frontier("exact optimum", 2, 0.9)
            .frontier("learned", 1, 0.5)
            .frontier("exact optimum", 0, 0.1)
            .row(
                "frontier",
                "{\"series\":\"learned\",\"divergence\":2,\"reward\":0.8,"
                    + "\"reward_standard_error\":0.05,\"beta\":0.25,\"label\":\"last\"}")
            .read();

    Chart chart = Frontier.recorded(List.of(run)).chart().orElseThrow();

    assertThat(chart.series())
        .containsExactly(
            new Series(
                "learned",
                List.of(new Point(1, 0.5, 0, ""), new Point(2, 0.8, 0.05, "last, beta 0.25")),
                Series.Form.MARKS),
            new Series(
                "exact optimum",
                List.of(new Point(0, 0.1, 0, ""), new Point(2, 0.9, 0, "")),
                Series.Form.LINE));
  }

  @Test
  void runsAreToldApartAndTheOptimumTheyShareIsDrawnOnce() {
    RecordedRun a =
        RunFixture.in(directory, "a").frontier("learned", 1, 0.5).frontier("exact", 0, 1).read();
    RecordedRun b =
        RunFixture.in(directory, "b").frontier("learned", 1, 0.6).frontier("exact", 0, 1).read();

    Chart chart = Frontier.recorded(List.of(a, b)).chart().orElseThrow();

    assertThat(chart.series())
        .extracting(Series::label)
        .containsExactly("a: learned", "b: learned", "a: exact");
  }

  @Test
  void pointsAtInfinityAreCountedNotDrawn() {
    RecordedRun run =
        RunFixture.in(directory, "a")
            .frontier("learned", 1, 0.5)
            .row("frontier", "{\"series\":\"learned\",\"divergence\":\"Infinity\",\"reward\":1}")
            .read();
    Frontier frontier = Frontier.recorded(List.of(run));

    assertThat(frontier.chart().orElseThrow().series().get(0).points()).hasSize(1);
    assertThat(frontier.notDrawn()).isEqualTo(1);
  }

  @Test
  void withoutPointsThereIsNoChart() {
    assertThat(Frontier.recorded(List.of(RunFixture.in(directory, "a").read())).chart()).isEmpty();
  }

  /** What the host enumerated: a chart a reward, a series a policy, and what each rests on. */
  @Test
  void enumeratedFrontiersHaveAChartOfTheirOwn() {
    RecordedRun run =
        RunFixture.in(directory, "a")
            .frontier("learned", 1, 0.5)
            .row("exact_frontier", exact("reward", "exact optimum", 0.1, 0.6))
            .row("exact_frontier", exact("reward", "exact optimum", 0, 0.5))
            .row("exact_frontier", policy("reward", "policy@loss-1", 0.2, "0.55"))
            .row("exact_frontier", policy("reward", "policy", 0.3, "0.5"))
            .row("exact_frontier", policy("reward", "policy@never", 0.3, "\"-Infinity\""))
            .row("exact_frontier", policy("expected_rewards against KL", "policy", 0.2, "0.4"))
            .row(
                "exact_frontier_basis",
                "{\"measure\":\"reward\",\"source\":\"data\",\"contexts\":128,\"of\":200,"
                    + "\"choices\":256}")
            .read();
    ExactFrontiers exact = new ExactFrontiers(List.of(run));

    assertThat(exact.charts())
        .extracting(Chart::title)
        .containsExactly(
            "By enumeration: mean reward", "By enumeration: true mean reward against KL");
    assertThat(exact.charts().get(0).series())
        .containsExactly(
            new Series("policy@loss-1", List.of(new Point(0.2, 0.55, 0, "")), Series.Form.MARKS),
            new Series("policy", List.of(new Point(0.3, 0.5, 0, "")), Series.Form.MARKS),
            new Series(
                "exact optimum",
                List.of(new Point(0, 0.5, 0, ""), new Point(0.1, 0.6, 0, "")),
                Series.Form.LINE));
    assertThat(exact.notDrawn()).isEqualTo(1);
    assertThat(exact.bases())
        .containsExactly(
            "Mean reward is exact over 128 of 200 contexts of data, with 256 choices.");
  }

  @Test
  void whatRunsShareIsSaidOnce() {
    String basis = "{\"measure\":\"gold\",\"source\":\"data\",\"contexts\":1,\"of\":1,\"choices\":";
    RecordedRun first =
        RunFixture.in(directory, "first").row("exact_frontier_basis", basis + "3}").read();
    RecordedRun second =
        RunFixture.in(directory, "second").row("exact_frontier_basis", basis + "3}").read();
    RecordedRun other =
        RunFixture.in(directory, "other").row("exact_frontier_basis", basis + "4}").read();

    assertThat(new ExactFrontiers(List.of(first, second)).bases())
        .containsExactly("Mean gold is exact over 1 of 1 contexts of data, with 3 choices.");
    assertThat(new ExactFrontiers(List.of(first, second, other)).bases())
        .containsExactly(
            "first, second: Mean gold is exact over 1 of 1 contexts of data, with 3 choices.",
            "other: Mean gold is exact over 1 of 1 contexts of data, with 4 choices.");
  }

  private static String exact(String measure, String series, double divergence, double reward) {
    return "{\"measure\":\""
        + measure
        + "\",\"series\":\""
        + series
        + "\",\"divergence\":"
        + divergence
        + ",\"reward\":"
        + reward
        + "}";
  }

  private static String policy(String measure, String name, double divergence, String reward) {
    return "{\"measure\":\""
        + measure
        + "\",\"series\":\"policies of the run\",\"label\":\""
        + name
        + "\",\"divergence\":"
        + divergence
        + ",\"reward\":"
        + reward
        + "}";
  }
}
