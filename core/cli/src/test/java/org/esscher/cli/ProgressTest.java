package org.esscher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private final StringWriter written = new StringWriter();
  private long now = 7_000_000_000L;

  private void at(double seconds, Progress progress, double fraction, Map<String, Double> metrics) {
    now = 7_000_000_000L + Math.round(seconds * 1e9);
    progress.progress(fraction, metrics);
  }

  private Progress elsewhere(boolean quiet, StopSignal stop) {
    PrintWriter err = new PrintWriter(written, true);
    return new Progress(new Meter(err, null, quiet, Progress.TASK, Progress.UNIT, () -> now), stop);
  }

  @Test
  void linesTellRateTimeLeftAndWhatIsLive() {
    Map<String, Double> metrics = new LinkedHashMap<>();
    try (StopSignal stop = new StopSignal();
        Progress progress = elsewhere(false, stop)) {
      metrics.put("first/sft", 2.5);
      at(1, progress, 0.1, metrics);
      metrics.put("second/dpo", 0.5);
      metrics.put("second/kl", 0.25);
      at(4, progress, 0.4, metrics);
      metrics.put("second/dpo", 0.4);
      at(8, progress, 0.5, metrics);
      at(9, progress, 0.6, metrics);
    }
    // 2 steps in 4 s; .3 took them, so .6 takes 8 s. Then 4 steps in 9 s: .5 took 9, .4 takes 7.2.
    assertThat(written.toString().lines())
        .containsExactly(
            "task=run progress=0.400 steps_per_second=0.500 seconds_left=8 dpo=0.5 kl=0.25",
            "task=run progress=0.600 steps_per_second=0.444 seconds_left=7");
  }

  /** The file is read in 6 s; the rate of the steps has nothing to do with it. */
  @Test
  void readingComesBeforeTheSteps() {
    try (StopSignal stop = new StopSignal();
        Progress progress = elsewhere(false, stop)) {
      progress.reading("data", 0, 0);
      now += 3_000_000_000L;
      progress.reading("data", 300, 0.5);
      now += 3_000_000_000L;
      progress.reading("data", 500, 1);
      progress.reading("data", 600, 1);
      at(9, progress, 0.1, Map.of());
      at(15, progress, 0.3, Map.of());
    }
    // 300 rows in 3 s; a step in 3 s; then .2 in 6 s, and .7 are left.
    assertThat(written.toString().lines())
        .containsExactly(
            "task=read-data progress=0.500 rows_per_second=100.000 seconds_left=3",
            "task=run progress=0.100 steps_per_second=0.333",
            "task=run progress=0.300 steps_per_second=0.222 seconds_left=32");
  }

  /** 600 rows of four columns; a column takes 2 s. */
  @Test
  void joiningComesAfterReading() {
    try (StopSignal stop = new StopSignal();
        Progress progress = elsewhere(false, stop)) {
      progress.reading("data", 0, 0);
      progress.reading("data", 600, 1);
      progress.joining("data", 0);
      now += 2_000_000_000L;
      progress.joining("data", 0.25);
      now += 6_000_000_000L;
      progress.joining("data", 1);
    }
    assertThat(written.toString().lines())
        .containsExactly(
            "task=join progress=0.250 rows_per_second=75.000 seconds_left=6",
            "task=join progress=1.000 rows_per_second=75.000");
  }

  @Test
  void aPipeIsReadUntilTheFirstStep() {
    try (StopSignal stop = new StopSignal();
        Progress progress = elsewhere(false, stop)) {
      progress.reading("data", 0, 0);
      now += 3_000_000_000L;
      progress.reading("data", 300, Double.NaN);
      at(10, progress, 0.5, Map.of());
    }
    assertThat(written.toString().lines())
        .containsExactly(
            "task=read-data seconds=3 rows=300 rows_per_second=100.000", "task=run seconds=0");
  }

  @Test
  void whatIsOverInTwoSecondsIsNotWatched() {
    try (StopSignal stop = new StopSignal();
        Progress progress = elsewhere(false, stop)) {
      at(1.9, progress, 1, Map.of("loss", 1.0));
    }
    assertThat(written.toString()).isEmpty();
  }

  @Test
  void nothingIsShownWhenTheOutputIsForMachines() {
    try (StopSignal stop = new StopSignal();
        Progress progress = elsewhere(true, stop)) {
      at(60, progress, 0.5, Map.of("loss", 1.0));
    }
    assertThat(written.toString()).isEmpty();
  }
}
