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

    Chart chart = new Frontier(List.of(run)).chart().orElseThrow();

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

    Chart chart = new Frontier(List.of(a, b)).chart().orElseThrow();

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
    Frontier frontier = new Frontier(List.of(run));

    assertThat(frontier.chart().orElseThrow().series().get(0).points()).hasSize(1);
    assertThat(frontier.notDrawn()).isEqualTo(1);
  }

  @Test
  void withoutPointsThereIsNoChart() {
    assertThat(new Frontier(List.of(RunFixture.in(directory, "a").read())).chart()).isEmpty();
  }
}
