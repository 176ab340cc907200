package org.esscher.plugins.klinference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.esscher.api.Estimate;
import org.junit.jupiter.api.Test;

final class WeightDiagnosticsTest {
  private static WeightDiagnostics of(double ess, double largest, double mean, int rows) {
    return WeightDiagnostics.of(
        Map.of(
            "ess", new Estimate.Quantity(ess, 0),
            "largest_weight", new Estimate.Quantity(largest, 0),
            "mean_weight", new Estimate.Quantity(mean, 0)),
        rows);
  }

  @Test
  void share_is_of_the_sum_of_weights() {
    assertThat(of(50, 12, .5, 240).largestShare()).isCloseTo(.1, within(1e-15));
    assertThat(of(0, 0, 0, 10).largestShare()).isEqualTo(1);
  }

  @Test
  void doubts_name_the_log_and_the_figures() {
    assertThat(of(10, 100, 1, 1000).doubts("")).isEmpty();
    assertThat(of(9.9, 101, 1, 1000).doubts("gold log: "))
        .containsExactly(
            "gold log: the effective sample size is 9.9 of 1000 rows",
            "gold log: one row has 10% of all weight");
  }
}
