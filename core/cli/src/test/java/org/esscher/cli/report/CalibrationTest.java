package org.esscher.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CalibrationTest {
  @TempDir Path directory;

  @Test
  void binsLieBesideTheDiagonal() {
    RunFixture run =
        RunFixture.in(directory, "a")
            .row("calibration", "{\"series\":\"q\",\"predicted\":0.25,\"observed\":0.5}")
            .row(
                "calibration",
                "{\"series\":\"q\",\"predicted\":0.75,\"observed\":0.5,"
                    + "\"observed_standard_error\":0.1,\"rows\":25}");

    assertThat(new Calibration(List.of(run.read())).charts())
        .singleElement()
        .satisfies(
            chart ->
                assertThat(chart.series())
                    .containsExactly(
                        new Series(
                            "q",
                            List.of(
                                new Point(0.25, 0.5, 0, ""), new Point(0.75, 0.5, 0.1, "25 rows")),
                            Series.Form.MARKS),
                        new Series(
                            "calibrated",
                            List.of(new Point(0.25, 0.25, 0, ""), new Point(0.75, 0.75, 0, "")),
                            Series.Form.LINE)));
  }

  @Test
  void aRunWithoutItHasNoChart() {
    assertThat(new Calibration(List.of(RunFixture.in(directory, "a").read())).charts()).isEmpty();
  }
}
