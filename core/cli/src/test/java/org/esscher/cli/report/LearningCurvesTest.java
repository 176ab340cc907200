package org.esscher.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LearningCurvesTest {
  @TempDir Path directory;

  @Test
  void eachMetricHasAChartWithALineForEachRun() {
    RecordedRun a = RunFixture.in(directory, "a").metric("loss", 3, 2, 1).metric("once", 1).read();
    RecordedRun b = RunFixture.in(directory, "b").metric("loss", 3, 4).read();

    List<Chart> charts = new LearningCurves(List.of(a, b)).charts(WorkListener.NONE);

    assertThat(charts).extracting(Chart::title).containsExactly("loss");
    assertThat(charts.get(0).series())
        .containsExactly(
            new Series(
                "a: loss",
                List.of(new Point(0, 3, 0, ""), new Point(1, 2, 0, ""), new Point(2, 1, 0, "")),
                Series.Form.LINE),
            new Series(
                "b: loss",
                List.of(new Point(0, 3, 0, ""), new Point(1, 4, 0, "")),
                Series.Form.LINE));
  }

  @Test
  void runsThatDifferInTheirSeedsAreOneLineInABand() {
    RunFixture a = RunFixture.in(directory, "a").metric("loss", 3, 2, 1);
    RunFixture b = RunFixture.in(directory, "b").metric("loss", 5, 2);
    RunFixture otherwise = RunFixture.in(directory, "c").metric("loss", 3, 3);
    b.write("config.json", "{\"recipe\":{\"id\":\"tilt\",\"beta\":0.5},\"sources\":{},\"seed\":8}");
    otherwise.write(
        "config.json", "{\"recipe\":{\"id\":\"tilt\",\"beta\":1},\"sources\":{},\"seed\":8}");

    List<Chart> charts =
        new LearningCurves(List.of(a.read(), otherwise.read(), b.read())).charts(WorkListener.NONE);

    // 3 and 5: standard deviation √2, of the mean 1; b has no third step, so the mean has none.
    assertThat(charts.get(0).series())
        .containsExactly(
            new Series(
                "a … b (2 seeds): loss",
                List.of(new Point(0, 4, 1, ""), new Point(1, 2, 0, "")),
                Series.Form.LINE),
            new Series(
                "c: loss",
                List.of(new Point(0, 3, 0, ""), new Point(1, 3, 0, "")),
                Series.Form.LINE));
  }

  /** A generator makes other data of another seed: they are no other source. */
  @Test
  void runsOnGeneratedDataAreOneLineToo() {
    RunFixture a = generated("a", 7, "12").metric("loss", 3, 2);
    RunFixture b = generated("b", 8, "34").metric("loss", 5, 2);

    List<Chart> charts = new LearningCurves(List.of(a.read(), b.read())).charts(WorkListener.NONE);

    assertThat(charts.get(0).series())
        .extracting(Series::label)
        .containsExactly("a … b (2 seeds): loss");
  }

  private RunFixture generated(String name, int seed, String digest) {
    RunFixture run = RunFixture.in(directory, name);
    run.write("config.json", "{\"recipe\":{\"id\":\"tilt\"},\"sources\":{},\"seed\":" + seed + "}");
    run.write(
        "environment.json",
        "{\"data\":{\"data\":{\"location\":\"shop\",\"rows\":3,\"generated_sha256\":\""
            + digest
            + "\"}}}");
    return run;
  }

  @Test
  void aRecordedStandardErrorIsTheBandOfItsMetric() {
    RecordedRun run =
        RunFixture.in(directory, "a")
            .metric("return", 10, 20)
            .metric("return_standard_error", 2, 1)
            .metric("lone_standard_error", 3, 4)
            .read();

    List<Chart> charts = new LearningCurves(List.of(run)).charts(WorkListener.NONE);

    assertThat(charts).extracting(Chart::title).containsExactly("return", "lone_standard_error");
    assertThat(charts.get(0).series())
        .containsExactly(
            new Series(
                "return",
                List.of(new Point(0, 10, 2, ""), new Point(1, 20, 1, "")),
                Series.Form.LINE));
  }

  @Test
  void proxyAndGoldRewardShareAChart() {
    RecordedRun run =
        RunFixture.in(directory, "a")
            .metric("proxy_reward", 1, 2)
            .metric("gold_reward", 1, 0)
            .metric("proxy_error", 1, 1)
            .read();

    List<Chart> charts = new LearningCurves(List.of(run)).charts(WorkListener.NONE);

    assertThat(charts)
        .extracting(Chart::title)
        .containsExactly("proxy and gold reward", "proxy_error");
    assertThat(charts.get(0).series())
        .extracting(Series::label)
        .containsExactly("proxy_reward", "gold_reward");
  }

  @Test
  void longCurvesAreMeansOverStretchesOfSteps() {
    // 700 readings are more than 2 · 320: stretches of 3, the last of 1 (700 = 233 · 3 + 1).
    double[] values = IntStream.range(0, 700).mapToDouble(step -> 2 * step).toArray();
    RecordedRun run = RunFixture.in(directory, "a").metric("loss", values).read();

    List<Point> points =
        new LearningCurves(List.of(run)).charts(WorkListener.NONE).get(0).series().get(0).points();

    assertThat(points).hasSize(234);
    assertThat(points.get(0)).isEqualTo(new Point(1, 2, 0, ""));
    assertThat(points.get(233)).isEqualTo(new Point(699, 1398, 0, ""));
  }
}
