package org.esscher.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.esscher.cli.report.RunTimes.Line;
import org.junit.jupiter.api.Test;

class RunTimesTest {
  private static Line line(double step, double seconds) {
    return new Line(step, Map.of("train", seconds));
  }

  @Test
  void stepsBetweenCheckpointsTookEquallyLong() {
    RunTimes times = new RunTimes(500, List.of(line(0, 0.5), line(4, 2)));
    assertThat(times.at(1)).isEqualTo(1500);
    assertThat(times.at(4)).isEqualTo(3000);
    assertThat(times.at(5)).isEqualTo(3000);
  }

  /** Step 8 was reached in second 8, and lost; from 4 on it took another 4 seconds, after 2. */
  @Test
  void afterAResumeTheLaterTimeCounts() {
    RunTimes times =
        new RunTimes(0, List.of(line(0, 0), line(4, 4), line(8, 4), line(4, 2), line(8, 4)));
    assertThat(times.at(6)).isEqualTo(12_000);
    assertThat(times.seconds()).containsExactly(Map.entry("train", 14.0));
  }

  @Test
  void withoutTimesAStepIsASecond() {
    assertThat(new RunTimes(500, List.of()).at(3)).isEqualTo(3000);
  }
}
