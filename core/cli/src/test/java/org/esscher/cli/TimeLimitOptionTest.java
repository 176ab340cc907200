package org.esscher.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

/** {@code run --time-limit}. */
class TimeLimitOptionTest {
  @TempDir Path temporary;

  @ParameterizedTest
  @CsvSource({"90s,PT1M30S", "30m,PT30M", "8h,PT8H", "2d,PT48H"})
  void timesAreReadAsPeopleWriteThem(String text, String duration) {
    assertThat(new TimeText().convert(text)).isEqualTo(Duration.parse(duration));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0s", "-1s", "5", "m", "1.5h", "1 h", "5w", "9999999999s"})
  void whatIsNoTimeIsRefused(String text) {
    assertThatThrownBy(() -> new TimeText().convert(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("such as 90s or 8h");
  }

  /** A run of hours, asked for a second of it, says where it stopped and how to go on. */
  @Test
  @Tag("slow")
  void aRunStopsWhenItsTimeIsOver() throws Exception {
    Path run = temporary.resolve("run");
    Invocation invocation =
        Invocation.of(
            "run",
            "test-slow",
            "--set",
            "steps=1000000",
            "--time-limit",
            "1s",
            "--out",
            run.toString());
    assertThat(invocation.code()).as(invocation.err()).isEqualTo(1);
    assertThat(invocation.out()).contains("timed_out; report ");
    assertThat(invocation.err())
        .contains("stopped at a checkpoint when the time was up; go on with --resume --out " + run);
    assertThat(Files.readString(run.resolve("status.json"))).contains("timed_out");
    assertThat(Files.readString(run.resolve("report.html")))
        .contains("stopped when its time was up");
  }

  @Test
  void aWrongTimeIsWrongUsage() {
    Invocation invocation = Invocation.of("run", "test-slow", "--time-limit", "soon");
    assertThat(invocation.code()).isEqualTo(2);
    assertThat(invocation.err()).contains("'soon' is not a time");
  }
}
