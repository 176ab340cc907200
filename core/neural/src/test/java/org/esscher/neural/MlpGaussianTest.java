package org.esscher.neural;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.esscher.api.Batch;
import org.esscher.api.EsscherException;
import org.esscher.api.Model;
import org.esscher.api.Sampler;
import org.esscher.api.Vector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NativeMemory.class)
class MlpGaussianTest {
  private final Workbench bench = new Workbench();

  @AfterEach
  void close() {
    bench.close();
  }

  /** An affine mean of one observation, one shared deviation: parameters w, b, log σ. */
  private Model affine(double bound, double... parameters) {
    Model policy =
        new MlpGaussian(
                List.of("observation"),
                1,
                1,
                "action",
                bound,
                Deviation.SHARED,
                1,
                List.of(),
                Activation.TANH,
                Precision.FLOAT64)
            .create(bench.context(), null);
    Workbench.vectored(policy).assign(Vector.of(parameters));
    return policy;
  }

  /**
   * Mean 2·0.5 − 1 = 0, σ = e⁰ = 1. log N(1; 0, 1) = −½ − ½ log 2π = −1.4189385; its derivative in
   * the mean is z/σ = 1 (so 0.5 in w, 1 in b), in log σ z² − 1 = 0, in the action −1. The entropy
   * is ½ + ½ log 2π = 1.4189385.
   */
  @Test
  void logProbabilityAndDerivativesOfAStandardNormal() {
    Model policy = affine(0, 2, -1, 0);
    Batch row =
        bench.batch(
            "observation", bench.columns().numbers(0.5), "action", bench.columns().numbers(1));
    assertThat(bench.output(policy, row, "logp")[0]).isEqualTo(-1.4189385332, within(1e-10));
    assertThat(bench.output(policy, row, "entropy")[0]).isEqualTo(1.4189385332, within(1e-10));
    assertThat(bench.gradient(policy, row, "logp", 1)).containsExactly(0.5, 1, 0);
    assertThat(bench.inputGradient(policy, row, "logp", "action", 1)).containsExactly(-1);
    // Through the mean: z/σ · w.
    assertThat(bench.inputGradient(policy, row, "logp", "observation", 1)).containsExactly(2);
  }

  /** The density of squashed actions integrates to 1: a midpoint sum over (−2, 2). */
  @Test
  void squashedDensityIsNormalized() {
    Model policy = affine(2, 0.3, -0.2, -0.5);
    int cells = 20_000;
    double[] actions = new double[cells];
    double[] observations = new double[cells];
    for (int i = 0; i < cells; i++) {
      actions[i] = -2 + 4 * (i + 0.5) / cells;
      observations[i] = 1;
    }
    Batch grid =
        bench.batch(
            "observation", bench.columns().numbers(observations),
            "action", bench.columns().numbers(actions));
    double mass = 0;
    for (double logp : bench.output(policy, grid, "logp")) {
      mass += Math.exp(logp) * 4 / cells;
    }
    assertThat(mass).isEqualTo(1, within(1e-6));
  }

  /** da/dε = b (1 − tanh² u) σ, a = b tanh u, u = μ + σε. Here μ = 0.1, σ = e^−½, ε = 0.7. */
  @Test
  void derivativesFlowToTheNoise() {
    Model policy = affine(2, 0.3, -0.2, -0.5);
    Batch row =
        bench.batch(
            "observation", bench.columns().numbers(1), "noise", bench.columns().numbers(0.7));
    double sigma = Math.exp(-0.5);
    double t = Math.tanh(0.1 + 0.7 * sigma);
    assertThat(bench.output(policy, row, "action")[0]).isEqualTo(2 * t, within(1e-12));
    assertThat(bench.inputGradient(policy, row, "action", "noise", 1)[0])
        .isEqualTo(2 * (1 - t * t) * sigma, within(1e-12));
    assertThat(bench.output(policy, row, "mode")[0]).isEqualTo(2 * Math.tanh(0.1), within(1e-12));
  }

  /** log π of a squashed action moves with the action as central differences say. */
  @Test
  void logProbabilityMovesWithTheAction() {
    Model policy = affine(2, 0.3, -0.2, -0.5);
    double h = 1e-5;
    Batch rows =
        bench.batch(
            "observation", bench.columns().numbers(1, 1, 1),
            "action", bench.columns().numbers(1.5 - h, 1.5, 1.5 + h));
    double[] logp = bench.output(policy, rows, "logp");
    double slope = bench.inputGradient(policy, rows, "logp", "action", 0, 1, 0)[1];
    assertThat(slope).isEqualTo((logp[2] - logp[0]) / (2 * h), within(1e-7));
  }

  /** What was drawn has the log-density that was recorded. */
  @Test
  void samplesCarryTheirLogDensity() {
    Model policy = affine(2, 0.3, -0.2, -0.5);
    Batch contexts = bench.batch("observation", bench.columns().numbers(1, -1));
    Batch drawn =
        policy
            .as(Sampler.class)
            .orElseThrow()
            .sample(contexts, 50, bench.context().random(), bench.context());
    assertThat(drawn.rows()).isEqualTo(100);
    double[] recorded = drawn.column("behavior_logp").toArray();
    double[] scored = bench.output(policy, drawn, "logp");
    for (int row = 0; row < recorded.length; row++) {
      assertThat(scored[row]).isEqualTo(recorded[row], within(1e-9));
    }
  }

  @Test
  void refusesActionsOutsideTheBound() {
    Model policy = affine(2, 0.3, -0.2, -0.5);
    Batch row =
        bench.batch(
            "observation", bench.columns().numbers(1), "action", bench.columns().numbers(2.5));
    assertThatThrownBy(() -> bench.output(policy, row, "logp"))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("row 0, column 'action'")
        .hasMessageContaining("within ±2.0, got 2.5");
  }
}
