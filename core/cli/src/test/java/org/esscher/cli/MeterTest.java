package org.esscher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.esscher.runtime.PassListener;
import org.junit.jupiter.api.Test;

/** Lines of a command that reads a million rows, and then goes over them twice. */
class MeterTest {
  private final StringWriter written = new StringWriter();
  private long now;

  private Meter meter(boolean quiet) {
    return new Meter(new PrintWriter(written, true), quiet, "read", "rows", false, () -> now);
  }

  private void work(Meter meter) {
    now = 1_000_000_000L;
    meter.more(300_000);
    now = 3_000_000_000L;
    meter.more(300_000);
    now = 4_000_000_000L;
    meter.more(400_000);
    PassListener passes = meter.passes("evaluate");
    passes.progress(1, 0, 1_000_000);
    now = 9_000_000_000L;
    passes.progress(1, 500_000, 1_000_000);
    now = 12_000_000_000L;
    passes.progress(1, 1_000_000, 1_000_000);
    now = 14_000_000_000L;
    passes.progress(2, 0, 1_000_000);
    now = 19_000_000_000L;
    meter.begin("write");
  }

  @Test
  void eachPartHasItsOwnRate() {
    try (Meter meter = meter(false)) {
      work(meter);
    }
    // 600,000 rows in 3 s; 500,000 in the 5 s since the first pass began; in 8 s the whole of it.
    assertThat(written.toString().lines())
        .containsExactly(
            "task=read seconds=3 rows=600000 rows_per_second=200000.000",
            "task=evaluate progress=0.500 rows_per_second=100000.000 seconds_left=5",
            "task=evaluate-pass-2 seconds=10 rows_per_second=125000.000",
            "task=write seconds=0");
  }

  @Test
  void nothingIsShownWhenItIsNotWanted() {
    try (Meter meter = meter(true)) {
      work(meter);
    }
    assertThat(written.toString()).isEmpty();
  }
}
