package org.esscher.plugins.klinference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.esscher.data.Arena;
import org.junit.jupiter.api.Test;

final class ReferenceFitTest {
  @Test
  void gaps_means_and_correlation() {
    try (Arena arena = Arena.root("test")) {
      // Gaps 1, 0 and −1.
      Map<String, Object> row =
          ReferenceFit.row(arena.numbers(-1, -2, -3), arena.numbers(-2, -2, -2));
      assertThat(row)
          .containsEntry("log_ratio_5%", -1.0)
          .containsEntry("log_ratio_median", 0.0)
          .containsEntry("log_ratio_95%", 1.0)
          .containsEntry("log_likelihood_fitted", -2.0)
          // The logged column does not vary.
          .containsEntry("correlation", 0.0);
      assertThat(ReferenceFit.row(arena.numbers(-1, -2, -3), arena.numbers(-3, -2, -1)))
          .containsEntry("correlation", -1.0);
    }
  }
}
