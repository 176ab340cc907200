package org.esscher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.esscher.runtime.PassListener;
import org.junit.jupiter.api.Test;

/** Lines of a command that reads a million rows, and then goes over them. */
class MeterTest {
  private final StringWriter written = new StringWriter();
  private long now;

  private Meter meter(boolean quiet) {
    return new Meter(new PrintWriter(written, true), null, quiet, "read", "rows", () -> now);
  }

  private void at(double seconds) {
    now = Math.round(seconds * 1e9);
  }

  private void work(Meter meter) {
    at(1);
    meter.read(300_000, 0.25);
    at(3);
    meter.read(300_000, 0.5);
    at(4);
    meter.read(400_000, 1);
    PassListener passes = meter.passes("evaluate");
    passes.progress(1, 0, 1_000_000);
    at(9);
    passes.progress(1, 500_000, 1_000_000);
    at(12);
    passes.progress(1, 1_000_000, 1_000_000);
    at(14);
    passes.progress(2, 0, 2_000_000);
    at(19);
    passes.progress(2, 500_000, 2_000_000);
    at(24);
    passes.progress(3, 0, 1_000_000);
    at(29);
    meter.begin("write");
  }

  @Test
  void eachPartHasItsOwnRate() {
    try (Meter meter = meter(false)) {
      work(meter);
    }
    // 600,000 rows and half of the bytes in 3 s; 500,000 in the 5 s since the first pass began.
    // Then a quarter of the second pass, 500,000 rows, in 5 s.
    assertThat(written.toString().lines())
        .containsExactly(
            "task=read progress=0.500 rows_per_second=200000.000 seconds_left=3",
            "task=evaluate progress=0.500 rows_per_second=100000.000 seconds_left=5",
            "task=evaluate-pass-2 seconds=10",
            "task=evaluate-pass-2 progress=0.250 rows_per_second=100000.000 seconds_left=15",
            "task=evaluate-pass-3 seconds=20",
            "task=write seconds=0");
  }

  /** A pipe tells no end. */
  @Test
  void whatHasNoEndHasARate() {
    try (Meter meter = meter(false)) {
      at(1);
      meter.read(300_000, Double.NaN);
      at(3);
      meter.read(300_000, Double.NaN);
    }
    assertThat(written.toString().lines())
        .containsExactly("task=read seconds=3 rows=600000 rows_per_second=200000.000");
  }

  @Test
  void nothingIsShownWhenItIsNotWanted() {
    try (Meter meter = meter(true)) {
      work(meter);
    }
    assertThat(written.toString()).isEmpty();
  }

  /** A report's runs are read for 4 s, then its ten charts are drawn. */
  @Test
  void partsThatKnowHowMuchThereIsTellTheirTime() {
    try (Meter meter = meter(false)) {
      meter.reached("read", "bytes", 0, 4000);
      at(2);
      meter.reached("read", "bytes", 2000, 4000);
      at(4);
      meter.reached("draw", "charts", 0, 10);
      at(8);
      meter.reached("draw", "charts", 2, 10);
    }
    assertThat(written.toString().lines())
        .containsExactly(
            "task=read progress=0.500 bytes_per_second=1000.000 seconds_left=2",
            "task=draw progress=0.200 charts_per_second=0.500 seconds_left=16");
  }
}
