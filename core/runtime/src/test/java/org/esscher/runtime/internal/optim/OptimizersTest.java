package org.esscher.runtime.internal.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.esscher.api.Optimizer;
import org.esscher.api.State;
import org.esscher.api.Vector;
import org.junit.jupiter.api.Test;

/** Two steps of each optimizer, computed by hand from its equations. */
class OptimizersTest {
  private static final Offset<Double> EXACT = within(1e-15);

  /** θ: 1 − 0.1·2 = 0.8; then 0.8 − 0.1·(−4) = 1.2. */
  @Test
  void gradientDescentSubtractsRateTimesGradient() {
    assertThat(twoSteps(new Sgd(0.1), 1, 1)).isCloseTo(1.2, EXACT);
  }

  /** A schedule of a half halves each step: 1 − 0.05·2 = 0.9; then 0.9 + 0.05·4 = 1.1. */
  @Test
  void theScheduleScalesTheRate() {
    assertThat(twoSteps(new Sgd(0.1), 1, 0.5)).isCloseTo(1.1, EXACT);
  }

  /** v: 2, θ = 1 − 0.1·2 = 0.8; v = 0.9·2 − 4 = −2.2, θ = 0.8 + 0.22 = 1.02. */
  @Test
  void momentumAddsTheDecayedVelocity() {
    assertThat(twoSteps(new Momentum(0.1, 0.9), 1, 1)).isCloseTo(1.02, EXACT);
  }

  /**
   * With β₁ = 0.9, β₂ = 0.999, ε = 0.1. Step 1: m = 0.2, v = 0.004; corrected 2 and 4: θ = 1 −
   * 0.1·2/2.1. Step 2: m = 0.9·0.2 − 0.4 = −0.22, v = 0.999·0.004 + 0.016 = 0.019996; corrected
   * −0.22/0.19 and 0.019996/0.001999 = 10.003001…
   */
  @Test
  void adamDividesCorrectedMoments() {
    double first = 1 - 0.1 * 2 / 2.1;
    double second = first + 0.1 * (0.22 / 0.19) / (Math.sqrt(0.019996 / 0.001999) + 0.1);
    assertThat(twoSteps(new Adam(0.1, 0.9, 0.999, 0.1), 1, 1)).isCloseTo(second, within(1e-13));
  }

  /**
   * Before it divides, Adam's first step is rate·sign(g) whatever the gradient's size: the
   * correction undoes (1 − β) exactly.
   */
  @Test
  void adamsFirstStepHasTheSizeOfTheRate() {
    Optimizer adam = new Adam(0.001, 0.9, 0.999, 1e-300);
    Vector next = adam.step(Vector.of(0, 0), Vector.of(1e-9, -1e6), State.empty(), 1).parameters();
    assertThat(next.at(0)).isCloseTo(-0.001, EXACT);
    assertThat(next.at(1)).isCloseTo(0.001, EXACT);
  }

  /**
   * Decoupled: the decay does not pass through the moments. With λ = 0.5 each step of Adam also
   * takes 0.1·0.5·θ off: Adam's own steps are as above, −0.1·2/2.1 and 0.1·(0.22/0.19)/….
   */
  @Test
  void adamWTakesDecayOffBesideAdamsStep() {
    double first = 1 - 0.1 * 2 / 2.1 - 0.05 * 1;
    double second =
        first + 0.1 * (0.22 / 0.19) / (Math.sqrt(0.019996 / 0.001999) + 0.1) - 0.05 * first;
    assertThat(twoSteps(new AdamW(0.1, 0.9, 0.999, 0.1, 0.5), 1, 1))
        .isCloseTo(second, within(1e-13));
  }

  /** What an optimizer remembers is the state alone: through it two optimizers are one. */
  @Test
  void anEqualOptimizerGoesOnFromTheState() {
    Optimizer.Step step =
        new Adam(0.1, 0.9, 0.999, 0.1).step(Vector.of(1), Vector.of(2), State.empty(), 1);
    double next =
        new Adam(0.1, 0.9, 0.999, 0.1)
            .step(step.parameters(), Vector.of(-4), step.state(), 1)
            .parameters()
            .at(0);
    assertThat(next).isEqualTo(twoSteps(new Adam(0.1, 0.9, 0.999, 0.1), 1, 1));
  }

  /** Steps from a start with the gradients 2 and −4. */
  private static double twoSteps(Optimizer optimizer, double start, double rateFactor) {
    Optimizer.Step step = optimizer.step(Vector.of(start), Vector.of(2), State.empty(), rateFactor);
    return optimizer
        .step(step.parameters(), Vector.of(-4), step.state(), rateFactor)
        .parameters()
        .at(0);
  }
}
