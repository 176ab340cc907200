package org.esscher.plugins.serl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.esscher.plugins.serl.GridLearner.Demonstrations;
import org.junit.jupiter.api.Test;

/** Check 8 of the paper's card. */
class GridTest {
  /**
   * The card's three seeds: .6 to .9, 1 and 1 after 500, 1,000 and 3,000 steps with half a batch of
   * demonstrations, .7 to 1, 1 and 1 with demonstrations in the memory, 0 without.
   */
  @Test
  void check8DemonstrationsMakeASparseRewardLearnable() {
    for (long seed = 1; seed <= 3; seed++) {
      assertThat(success(Demonstrations.MIXED, seed)[2]).isGreaterThanOrEqualTo(.9);
      assertThat(success(Demonstrations.REMEMBERED, seed)[2]).isGreaterThanOrEqualTo(.9);
      assertThat(success(Demonstrations.NONE, seed)).containsOnly(0);
    }
  }

  private static double[] success(Demonstrations demonstrations, long seed) {
    double[] found = new GridLearner(demonstrations, seed).run(500, 1000, 3000);
    assertThat(Arrays.stream(found).allMatch(each -> each >= 0 && each <= 1)).isTrue();
    return found;
  }
}
