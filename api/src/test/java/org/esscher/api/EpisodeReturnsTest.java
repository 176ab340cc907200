package org.esscher.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EpisodeReturnsTest {
  /** Episodes 3 and 1, side by side: 1 + 2/2 + 4/4 = 3 and 8 + 8/2 = 12. */
  @Test
  void returns_are_discounted_sums_by_episode() {
    Batch steps =
        new ArrayBatch(
            Map.of(
                "episode_id", ArrayColumn.of(1, 3, 1, 3, 1, 3),
                "reward", ArrayColumn.of(1, 1, 8, 2, 8, 4)));
    EpisodeReturns found = EpisodeReturns.of(steps, 0.5);
    assertThat(found.returns()).containsExactly(3.0, 12.0);
    assertThat(found.lengths()).containsExactly(3, 2);
    assertThat(found.meanLength()).isEqualTo(2.5);
  }

  /** Of 1, 2 and 6: mean 3, squares 4 + 1 + 9, variance 7, standard error √(7/3). */
  @Test
  void the_interval_is_that_of_the_normal_approximation() {
    EpisodeReturns found = new EpisodeReturns(List.of(1.0, 2.0, 6.0), List.of(1, 1, 1));
    assertThat(found.mean()).isEqualTo(3);
    assertThat(found.standardError()).isCloseTo(Math.sqrt(7.0 / 3), within(1e-15));
    assertThat(found.low()).isCloseTo(3 - 1.96 * Math.sqrt(7.0 / 3), within(1e-14));
    assertThat(found.high()).isCloseTo(3 + 1.96 * Math.sqrt(7.0 / 3), within(1e-14));
    assertThat(new EpisodeReturns(List.of(5.0), List.of(2)).standardError()).isZero();
  }

  @Test
  void no_episodes_have_no_mean() {
    assertThatThrownBy(() -> new EpisodeReturns(List.of(), List.of()))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("at least one");
  }
}
