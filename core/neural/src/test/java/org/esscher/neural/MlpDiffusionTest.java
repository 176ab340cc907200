package org.esscher.neural;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.EsscherException;
import org.esscher.api.Forward;
import org.esscher.api.Optimizer;
import org.esscher.api.Policy;
import org.esscher.api.Sampler;
import org.esscher.api.State;
import org.esscher.api.Vector;
import org.esscher.api.Vectored;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NativeMemory.class)
class MlpDiffusionTest {
  private static final int ROWS = 128;

  private final Workbench bench = new Workbench();

  @AfterEach
  void close() {
    bench.close();
  }

  private Policy policy(double bound, int hidden) {
    return new MlpDiffusion(
            List.of("observation"),
            1,
            1,
            "action",
            10,
            bound,
            List.of(hidden, hidden),
            Activation.SILU,
            Precision.FLOAT32)
        .create(bench.context(), null);
  }

  /** Actions are the observation or its negative, with equal probability. */
  private Batch demonstrations() {
    double[] observation = new double[ROWS];
    double[] action = new double[ROWS];
    double[] noise = new double[ROWS];
    double[] step = new double[ROWS];
    for (int row = 0; row < ROWS; row++) {
      observation[row] = 1 + bench.context().random().nextDouble();
      action[row] = bench.context().random().nextBoolean() ? observation[row] : -observation[row];
      noise[row] = bench.context().random().nextGaussian();
      step[row] = 1 + bench.context().random().nextInt(10);
    }
    return bench.batch(
        "observation", bench.columns().numbers(observation),
        "action", bench.columns().numbers(action),
        "noise", bench.columns().numbers(noise),
        "diffusion_step", bench.columns().numbers(step));
  }

  /** The mean squared error of the predicted noise has this gradient. */
  private Vector gradient(Policy policy, Batch rows) {
    try (Forward forward = policy.forward(rows, Set.of("eps_pred"), bench.context())) {
      double[] cotangents = forward.output("eps_pred").toArray();
      for (int row = 0; row < ROWS; row++) {
        cotangents[row] = 2 * (cotangents[row] - rows.column("noise").at(row)) / ROWS;
      }
      return Workbench.vectored(policy)
          .vector(
              forward
                  .pullback(Map.of("eps_pred", bench.columns().numbers(cotangents)), Set.of())
                  .gradient());
    }
  }

  /**
   * A Gaussian of the same mean and variance would give actions near 0; two modes don't. What is
   * drawn at observation 1.5 has to be near ±1.5 in nine of ten draws, and either sign between 35
   * and 65 of 100 times (a fair coin leaves that in one of 559 trials).
   */
  @Test
  void learnsTwoModes() {
    Policy policy = policy(2, 32);
    Vectored vectored = Workbench.vectored(policy);
    Optimizer adam = bench.component(Optimizer.class, "adam", Map.of("rate", 0.003));
    State memory = State.empty();
    for (int step = 0; step < 1500; step++) {
      Optimizer.Step taken =
          adam.step(vectored.parameters(), gradient(policy, demonstrations()), memory, 1);
      vectored.assign(taken.parameters());
      memory = taken.state();
    }
    Batch contexts = bench.batch("observation", bench.columns().numbers(1.5));
    double[] drawn =
        policy
            .as(Sampler.class)
            .orElseThrow()
            .sample(contexts, 100, bench.context().random(), bench.context())
            .column("action")
            .toArray();
    assertThat(Arrays.stream(drawn).filter(a -> Math.abs(Math.abs(a) - 1.5) < 0.3).count())
        .isGreaterThanOrEqualTo(90);
    assertThat(Arrays.stream(drawn).filter(a -> a > 0).count()).isBetween(35L, 65L);
    assertThat(Arrays.stream(drawn).map(Math::abs).max().orElseThrow()).isLessThanOrEqualTo(2);
  }

  /** The network is given √ᾱ·a + √(1−ᾱ)·ε: with a and ε scaled to keep that, it says the same. */
  @Test
  void readsTheNoisyActionOnly() {
    Policy policy = policy(0, 8);
    // At step 10 of 10 ᾱ is exp(−0.1 − 9.9/2).
    double left = Math.exp(-5.05);
    double noisy = Math.sqrt(left) * 2 + Math.sqrt(1 - left) * 0.5;
    Batch rows =
        bench.batch(
            "observation", bench.columns().numbers(1, 1),
            "action", bench.columns().numbers(2, 0),
            "noise", bench.columns().numbers(0.5, noisy / Math.sqrt(1 - left)),
            "diffusion_step", bench.columns().numbers(10, 10));
    double[] predicted = bench.output(policy, rows, "eps_pred");
    assertThat(predicted[0]).isEqualTo(predicted[1], within(1e-6));
  }

  @Test
  void refusesStepsThatThereAreNot() {
    Policy policy = policy(0, 8);
    for (double step : new double[] {0, 11, 1.5, Double.NaN}) {
      Batch rows =
          bench.batch(
              "observation", bench.columns().numbers(1),
              "action", bench.columns().numbers(2),
              "noise", bench.columns().numbers(0.5),
              "diffusion_step", bench.columns().numbers(step));
      assertThatThrownBy(() -> bench.output(policy, rows, "eps_pred"))
          .isInstanceOf(EsscherException.class)
          .hasMessageContaining("row 0, column 'diffusion_step': a whole number from 1 to 10");
    }
  }
}
