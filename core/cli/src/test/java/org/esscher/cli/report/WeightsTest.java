package org.esscher.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightsTest {
  @TempDir Path directory;

  @Test
  void binsAreAnOutlineOverTheLogarithmOfTheWeight() {
    RunFixture run =
        RunFixture.in(directory, "a")
            .row(
                "weight_histogram",
                "{\"series\":\"p\",\"weight_low\":0,\"weight_high\":0.1,\"rows\":5}")
            .row(
                "weight_histogram",
                "{\"series\":\"p\",\"weight_low\":0.1,\"weight_high\":10,\"rows\":7}");

    // A bin from 0 has no logarithm to begin at.
    assertThat(new Weights(List.of(run.read())).charts())
        .singleElement()
        .satisfies(
            chart ->
                assertThat(chart.series())
                    .containsExactly(
                        new Series(
                            "p",
                            List.of(
                                new Point(-1, 0, 0, ""),
                                new Point(-1, 7, 0, ""),
                                new Point(1, 7, 0, ""),
                                new Point(1, 0, 0, "")),
                            Series.Form.LINE)));
  }

  @Test
  void aRunWithoutThemHasNoChart() {
    assertThat(new Weights(List.of(RunFixture.in(directory, "a").read())).charts()).isEmpty();
  }
}
