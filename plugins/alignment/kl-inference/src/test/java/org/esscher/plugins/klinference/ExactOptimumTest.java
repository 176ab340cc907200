package org.esscher.plugins.klinference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.Objects;
import org.esscher.api.Batch;
import org.esscher.data.Arena;
import org.junit.jupiter.api.Test;

final class ExactOptimumTest {
  /** The distribution of the method's check 1: E_π*[r] = 1.529583, KL(π*‖π₀) = .802170. */
  @Test
  void the_posterior_is_that_of_check_1() {
    try (Arena arena = Arena.root("test")) {
      Batch log =
          arena.batch(
              Map.of(
                  "behavior_class_logp",
                  arena.vectors(4, Math.log(.4), Math.log(.3), Math.log(.2), Math.log(.1)),
                  "expected_rewards",
                  arena.vectors(4, 0, 1, 1, 2)));
      // The hottest temperature of the grid is twenty times the unit.
      Map<String, Object> hottest = ExactOptimum.frontier(log, .025).get(0);
      assertThat(hottest).containsEntry("beta", .5);
      assertThat(number(hottest, "reward")).isCloseTo(1.529583, within(5e-7));
      assertThat(number(hottest, "divergence")).isCloseTo(.802170, within(5e-7));
    }
  }

  private static double number(Map<String, Object> cells, String name) {
    return (double) Objects.requireNonNull(cells.get(name));
  }
}
