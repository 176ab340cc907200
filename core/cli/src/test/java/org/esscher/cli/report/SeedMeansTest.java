package org.esscher.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SeedMeansTest {
  private static Map<String, @Nullable Object> row(
      String series, String label, double divergence, double reward) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("series", series);
    row.put("label", label);
    row.put("divergence", divergence);
    row.put("reward", reward);
    return row;
  }

  private static double number(Map<String, @Nullable Object> row, String cell) {
    return Cells.number(row, cell);
  }

  /** Rewards 0.4 and 0.6: their mean has the standard error 0.1. */
  @Test
  void policiesAreTheirMeansOverSeeds() {
    List<Map<String, @Nullable Object>> means =
        SeedMeans.of(
            List.of(
                List.of(row("policy", "", 1, 0.4), row("best of n", "n = 2", 0.2, 0.3)),
                List.of(row("policy", "", 3, 0.6), row("policy@late", "", 1, 1))));
    assertThat(means).hasSize(1);
    assertThat(number(means.get(0), "divergence")).isEqualTo(2);
    assertThat(number(means.get(0), "reward")).isEqualTo(0.5);
    assertThat(number(means.get(0), "reward_standard_error")).isCloseTo(0.1, within(1e-15));
  }

  /** Optima r = d as far as 1.5, and r = 2d as far as 3: at 0.75 they are 0.75 and 1.5. */
  @Test
  void optimaAreComparedAtEqualDivergence() {
    List<Map<String, @Nullable Object>> means =
        SeedMeans.of(
            List.of(
                List.of(row("exact optimum", "", 0, 0), row("exact optimum", "", 1.5, 1.5)),
                List.of(row("exact optimum", "", 3, 6), row("exact optimum", "", 0, 0))));
    assertThat(means).hasSize(16);
    // The divergences are the 16 from 0 to 1.5, 0.1 apart.
    assertThat(number(means.get(15), "divergence")).isEqualTo(1.5);
    assertThat(number(means.get(15), "reward")).isCloseTo(2.25, within(1e-15));
    assertThat(number(means.get(5), "divergence")).isCloseTo(0.5, within(1e-15));
    assertThat(number(means.get(5), "reward")).isCloseTo(0.75, within(1e-15));
    assertThat(number(means.get(5), "reward_standard_error")).isCloseTo(0.25, within(1e-15));
  }

  @Test
  void oneRunStaysAsItIs() {
    List<Map<String, @Nullable Object>> rows = List.of(row("policy", "", 1, 0.4));
    assertThat(SeedMeans.of(List.of(rows))).isSameAs(rows);
  }
}
