package org.esscher.neural.internal.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Probabilities 0.5, 0.3, 0.15, 0.05. */
class SamplingRuleTest {
  private static final double[] LOGITS = {
    Math.log(0.5), Math.log(0.3), Math.log(0.15), Math.log(0.05)
  };

  private static double[] probabilities(double temperature, int topK, double topP) {
    double[] logp = new SamplingRule(temperature, topK, topP).logp(LOGITS);
    for (int i = 0; i < logp.length; i++) {
      logp[i] = Math.exp(logp[i]);
    }
    return logp;
  }

  @Test
  void keepsAllByDefault() {
    assertThat(probabilities(1, 0, 1))
        .containsExactly(new double[] {0.5, 0.3, 0.15, 0.05}, within(1e-12));
  }

  /** At temperature ½ probabilities are squared: 0.25, 0.09, 0.0225, 0.0025, of 0.365. */
  @Test
  void temperatureRaisesToAPower() {
    assertThat(probabilities(0.5, 0, 1))
        .containsExactly(
            new double[] {0.25 / 0.365, 0.09 / 0.365, 0.0225 / 0.365, 0.0025 / 0.365},
            within(1e-12));
  }

  @Test
  void topKKeepsTheMostLikely() {
    assertThat(probabilities(1, 2, 1))
        .containsExactly(new double[] {0.625, 0.375, 0, 0}, within(1e-12));
  }

  /** 0.5 + 0.3 is the first sum that reaches 0.75. */
  @Test
  void topPKeepsTheFewestThatReachIt() {
    assertThat(probabilities(1, 0, 0.75))
        .containsExactly(new double[] {0.625, 0.375, 0, 0}, within(1e-12));
    assertThat(probabilities(1, 0, 0.81))
        .containsExactly(new double[] {0.5 / 0.95, 0.3 / 0.95, 0.15 / 0.95, 0}, within(1e-12));
  }

  @Test
  void whatIsBannedStaysOut() {
    double[] logp = new SamplingRule(10, 0, 1).logp(new double[] {0, Transformer.NEVER + 3, 0, 0});
    assertThat(logp[1]).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(Math.exp(logp[0])).isEqualTo(1.0 / 3, within(1e-12));
  }
}
