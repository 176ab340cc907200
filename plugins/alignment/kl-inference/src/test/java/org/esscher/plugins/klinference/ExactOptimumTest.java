package org.esscher.plugins.klinference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.esscher.api.Column;
import org.esscher.data.Arena;
import org.junit.jupiter.api.Test;

final class ExactOptimumTest {
  /** The distribution of the method's check 1: E_π*[r] = 1.529583, KL(π*‖π₀) = .802170. */
  @Test
  void the_posterior_is_that_of_check_1() {
    try (Arena arena = Arena.root("test")) {
      Column prior = arena.vectors(4, Math.log(.4), Math.log(.3), Math.log(.2), Math.log(.1));
      Column rewards = arena.vectors(4, 0, 1, 1, 2);
      ExactOptimum.Tilted tilted = ExactOptimum.Tilted.of(prior, rewards, 0, .5);
      assertThat(tilted.reward()).isCloseTo(1.529583, within(5e-7));
      assertThat(tilted.divergence()).isCloseTo(.802170, within(5e-7));
    }
  }
}
