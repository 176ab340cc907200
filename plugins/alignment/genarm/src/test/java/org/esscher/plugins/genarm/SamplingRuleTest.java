package org.esscher.plugins.genarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SamplingRuleTest {
  private static double[] kept(SamplingRule rule, double... probabilities) {
    double[] logs = Arrays.stream(probabilities).map(Math::log).toArray();
    return Arrays.stream(rule.of(logs)).map(Math::exp).toArray();
  }

  /** .5 and .3 of mass .8 are left, by number or because .5 alone does not reach .6. */
  @Test
  void theMostLikelyTokensAreKeptAndNormalized() {
    double[] two = {.3 / .8, 0, .5 / .8};

    assertThat(kept(new SamplingRule(2, 1), .3, .2, .5)).containsExactly(two, within(1e-15));
    assertThat(kept(new SamplingRule(0, .6), .3, .2, .5)).containsExactly(two, within(1e-15));
    assertThat(kept(new SamplingRule(1, .9), .3, .2, .5)).containsExactly(0, 0, 1);
    assertThat(kept(new SamplingRule(0, 1), .3, .2, .5))
        .containsExactly(new double[] {.3, .2, .5}, within(1e-15));
  }

  @Test
  void tokensWithoutProbabilityAreNotDrawn() {
    double[] logp = {Double.NEGATIVE_INFINITY, 0, Double.NEGATIVE_INFINITY};
    Random random = new Random(1);
    for (int draw = 0; draw < 100; draw++) {
      assertThat(SamplingRule.draw(logp, random)).isEqualTo(1);
    }
  }
}
