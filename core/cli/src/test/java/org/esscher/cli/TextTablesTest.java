package org.esscher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TextTablesTest {
  private static final List<Map<String, @Nullable Object>> ROWS =
      List.of(row("ips", 0.25, 100L), row("snips", 0.5, 20_000L));

  private static Map<String, @Nullable Object> row(String estimator, double value, long rows) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("estimator", estimator);
    row.put("value", value);
    row.put("rows", rows);
    return row;
  }

  private static String printed(int width) {
    StringWriter written = new StringWriter();
    new TextTables(new PrintWriter(written, true), width).print(Map.of("found", ROWS));
    return written.toString();
  }

  private static final String WHOLE =
      """
      found
        estimator  value  rows
        ips        0.25   100
        snips      0.5    20000

      """;

  @Test
  void columnsAreAligned() {
    assertThat(printed(Integer.MAX_VALUE)).isEqualTo(WHOLE);
    // Two of indent, nine and two, five and two, five.
    assertThat(printed(25)).isEqualTo(WHOLE);
  }

  @Test
  void whatIsWiderThanTheScreenIsCutBetweenColumns() {
    String cut =
        """
        found
          estimator  value
          ips        0.25
          snips      0.5
          estimator  rows
          ips        100
          snips      20000

        """;
    assertThat(printed(24)).isEqualTo(cut);
    assertThat(printed(5)).as("at least one new column").isEqualTo(cut);
  }
}
