package org.esscher.neural;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;
import org.esscher.api.Forward;
import org.esscher.api.Model;
import org.esscher.api.Optimizer;
import org.esscher.api.State;
import org.esscher.api.Vector;
import org.esscher.api.Vectored;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NativeMemory.class)
class MlpDynamicsTest {
  private final Workbench bench = new Workbench();

  @AfterEach
  void close() {
    bench.close();
  }

  private Model dynamics(int members, List<Integer> hidden) {
    return new MlpDynamics(
            List.of("observation"),
            1,
            1,
            members,
            "member",
            hidden,
            Activation.SILU,
            Precision.FLOAT64)
        .create(bench.context(), null);
  }

  /**
   * An affine member: mean 2x + 1 and raw logarithm 0 at x = 3. With h = ½ and l = −10: u = ½ −
   * ln(1 + e^½) = −0.474077, v = −10 + ln(1 + e^9.525923) = −0.474004.
   */
  @Test
  void predictsAMeanAndABoundedVariance() {
    Model model = dynamics(1, List.of());
    // Weights of mean and logarithm, their biases, the upper and the lower bound.
    Workbench.vectored(model).assign(Vector.of(2, 1, 1, -3, 0.5, -10));
    Batch row = bench.batch("observation", bench.columns().numbers(3));
    assertThat(bench.output(model, row, "mean")).containsExactly(7);
    assertThat(bench.output(model, row, "log_var"))
        .containsExactly(new double[] {-0.474004}, within(1e-6));
    assertThat(bench.output(model, row, "bound_penalty")).containsExactly(10.5);
    // However large: u = h, and v = l + ln(1 + e^(h − l)), which is above h by ln(1 + e^−10.5).
    Workbench.vectored(model).assign(Vector.of(2, 0, 1, 500, 0.5, -10));
    assertThat(bench.output(model, row, "log_var"))
        .containsExactly(new double[] {0.5 + Math.log1p(Math.exp(-10.5))}, within(1e-14));
    // However small: l and e^−490, which float64 doesn't see.
    Workbench.vectored(model).assign(Vector.of(2, 0, 1, -500, 0.5, -10));
    assertThat(bench.output(model, row, "log_var")).containsExactly(-10);
  }

  @Test
  void aRowIsPredictedByItsMember() {
    Model model = dynamics(2, List.of());
    Workbench.vectored(model).assign(Vector.of(2, 0, 1, 0, 5, 0, 3, 0, 0.5, -10));
    Batch rows =
        bench.batch(
            "observation", bench.columns().numbers(1, 1),
            "member", bench.columns().numbers(1, 0));
    assertThat(bench.output(model, rows, "mean")).containsExactly(8, 3);
    assertThat(bench.output(model, rows, "mean_members")).containsExactly(3, 8, 3, 8);
    Batch without = bench.batch("observation", bench.columns().numbers(1, 1));
    assertThat(bench.output(model, without, "mean_members")).containsExactly(3, 8, 3, 8);
    assertThatThrownBy(() -> bench.output(model, without, "log_var"))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("the column 'member'");
  }

  /** Central differences with step 1e-5 err by its square and by rounding, 1e-16 / 1e-5. */
  @Test
  void derivativesAreThoseOfFiniteDifferences() {
    Model model = dynamics(2, List.of(3));
    Vectored vectored = Workbench.vectored(model);
    double[] point = vectored.parameters().toArray();
    // Bounds near the logarithms, so that they are felt.
    point[point.length - 1] = -0.5;
    vectored.assign(Vector.of(point));
    Batch rows =
        bench.batch(
            "observation", bench.columns().numbers(0.5, -1.25),
            "member", bench.columns().numbers(1, 0));
    for (String output :
        List.of("mean", "log_var", "mean_members", "log_var_members", "bound_penalty")) {
      double[] ones = new double[bench.output(model, rows, output).length];
      Arrays.setAll(ones, i -> 1 + i);
      double[] gradient = bench.gradient(model, rows, output, ones);
      for (int i = 0; i < point.length; i++) {
        double[] moved = point.clone();
        moved[i] += 1e-5;
        double ahead = weighted(model, rows, output, moved);
        moved[i] -= 2e-5;
        double behind = weighted(model, rows, output, moved);
        assertThat(gradient[i])
            .as("%s, %d", output, i)
            .isEqualTo((ahead - behind) / 2e-5, within(1e-8));
      }
      vectored.assign(Vector.of(point));
    }
  }

  private double weighted(Model model, Batch rows, String output, double[] parameters) {
    Workbench.vectored(model).assign(Vector.of(parameters));
    double[] values = bench.output(model, rows, output);
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      sum += (1 + i) * values[i];
    }
    return sum;
  }

  /**
   * x′ = 0.9x + N(0, 0.1²): the likelihood finds the standard deviation. An estimate from 500 rows
   * has a relative standard error of 1/√1000 = 3 %, so 0.02 of 0.1 is six of them. A mean of k
   * parameters errs by 0.1·√(k/500), 0.02 for the 25 of eight hidden units: 0.04 is two of them.
   */
  @Test
  void likelihoodFindsTheNoise() {
    int rows = 500;
    double[] x = new double[2 * rows];
    double[] next = new double[2 * rows];
    double[] member = new double[2 * rows];
    for (int i = 0; i < rows; i++) {
      x[2 * i] = x[2 * i + 1] = 2 * bench.context().random().nextDouble() - 1;
      next[2 * i] =
          next[2 * i + 1] = 0.9 * x[2 * i] + 0.1 * bench.context().random().nextGaussian();
      member[2 * i + 1] = 1;
    }
    Batch batch =
        bench.batch(
            "observation", bench.columns().numbers(x), "member", bench.columns().numbers(member));
    Model model = dynamics(2, List.of(8));
    Optimizer adam = bench.component(Optimizer.class, "adam", Map.of("rate", 0.02));
    State memory = State.empty();
    for (int step = 0; step < 300; step++) {
      Vector gradient = likelihoodGradient(model, batch, next).times(1.0 / (2 * rows));
      Vectored vectored = Workbench.vectored(model);
      Optimizer.Step taken = adam.step(vectored.parameters(), gradient, memory, 1);
      vectored.assign(taken.parameters());
      memory = taken.state();
    }
    double[] logVariance = bench.output(model, batch, "log_var");
    double[] mean = bench.output(model, batch, "mean");
    for (int i = 0; i < 2 * rows; i += 97) {
      assertThat(Math.exp(logVariance[i] / 2)).isEqualTo(0.1, within(0.02));
      assertThat(mean[i]).isEqualTo(0.9 * x[i], within(0.04));
    }
  }

  /** Of (mean − next)² exp(−log_var) + log_var, and of a hundredth of the bounds' penalty. */
  private Vector likelihoodGradient(Model model, Batch batch, double[] next) {
    Set<String> outputs = Set.of("mean", "log_var", "bound_penalty");
    try (Forward forward = model.forward(batch, outputs, bench.context())) {
      double[] ofMean = forward.output("mean").toArray();
      double[] ofLogVariance = forward.output("log_var").toArray();
      double[] ofPenalty = new double[next.length];
      Arrays.fill(ofPenalty, 0.01);
      for (int i = 0; i < next.length; i++) {
        double precision = Math.exp(-ofLogVariance[i]);
        double error = ofMean[i] - next[i];
        ofMean[i] = 2 * error * precision;
        ofLogVariance[i] = 1 - error * error * precision;
      }
      Map<String, Column> cotangents =
          Map.of(
              "mean", bench.columns().numbers(ofMean),
              "log_var", bench.columns().numbers(ofLogVariance),
              "bound_penalty", bench.columns().numbers(ofPenalty));
      return Workbench.vectored(model).vector(forward.pullback(cotangents, Set.of()).gradient());
    }
  }
}
