package org.esscher.neural;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.Assumptions;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Forward;
import org.esscher.api.Model;
import org.esscher.api.Trainable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What holds while a network is trained for long, or beside another. */
@ExtendWith(NativeMemory.class)
class TrainingTest {
  private static final int ROWS = 64;

  private static Model regression(Workbench bench) {
    return new MlpValue(
            List.of("observation"),
            4,
            "value",
            1,
            1,
            List.of(32, 32),
            Activation.TANH,
            false,
            Precision.FLOAT32)
        .create(bench.context(), null);
  }

  /** Rows whose target is the sum of the observation. */
  private static Batch rows(Workbench bench) {
    double[] observations = new double[4 * ROWS];
    for (int i = 0; i < observations.length; i++) {
      observations[i] = bench.context().random().nextGaussian();
    }
    return bench.batch("observation", bench.columns().vectors(4, observations));
  }

  /** One step of least squares; gives the mean squared error before it. */
  private static double step(Workbench bench, Model model, Batch rows, double[] targets) {
    try (Forward forward = model.forward(rows, Set.of("value"), bench.context())) {
      double[] residuals = forward.output("value").toArray();
      double loss = 0;
      for (int row = 0; row < ROWS; row++) {
        residuals[row] -= targets[row];
        loss += residuals[row] * residuals[row] / ROWS;
      }
      Column cotangents = bench.columns().numbers(residuals);
      model
          .as(Trainable.class)
          .orElseThrow()
          .step(forward.pullback(Map.of("value", cotangents), Set.of()).gradient(), ROWS, 0.1);
      return loss;
    }
  }

  private static double[] targets(Batch rows) {
    double[] observations = rows.column("observation").toArray();
    double[] targets = new double[ROWS];
    for (int i = 0; i < observations.length; i++) {
      targets[i / 4] += observations[i];
    }
    return targets;
  }

  /** Trains from the same seed; gives the parameters that come out. */
  static double[] trained(int steps) {
    try (Workbench bench = new Workbench()) {
      Model model = regression(bench);
      Batch rows = rows(bench);
      double[] targets = targets(rows);
      for (int i = 0; i < steps; i++) {
        step(bench, model, rows, targets);
      }
      return Workbench.vectored(model).parameters().toArray();
    }
  }

  /** The targets have variance 4: a network that learned nothing has a loss near that. */
  @Test
  void leastSquaresLearnsASum() {
    try (Workbench bench = new Workbench()) {
      Model model = regression(bench);
      Batch rows = rows(bench);
      double[] targets = targets(rows);
      assertThat(step(bench, model, rows, targets)).isGreaterThan(2);
      for (int i = 0; i < 300; i++) {
        step(bench, model, rows, targets);
      }
      assertThat(step(bench, model, rows, targets)).isLessThan(0.05);
    }
  }

  @Test
  void twoModelsInTwoThreadsAreAsInOne() throws InterruptedException {
    double[] alone = trained(40);
    double[][] together = new double[2][];
    Thread[] threads = new Thread[2];
    for (int i = 0; i < 2; i++) {
      int number = i;
      threads[i] = new Thread(() -> together[number] = trained(40), "training-" + i);
      threads[i].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(together[0]).containsExactly(alone);
    assertThat(together[1]).containsExactly(alone);
  }

  /**
   * Sums of 32 products of float32 numbers of size 1 that are added in another order differ by some
   * 32 · 2⁻²⁴ = 2e-6.
   */
  @Test
  void rowsDontDependOnTheirBatchMates() {
    try (Workbench bench = new Workbench()) {
      Model model = regression(bench);
      Batch rows = rows(bench);
      double[] together = bench.output(model, rows, "value");
      for (int row = 0; row < ROWS; row++) {
        assertThat(bench.output(model, rows.take(row), "value")[0])
            .isEqualTo(together[row], within(2e-6));
      }
    }
  }

  @Test
  void batchesMayBeEmpty() {
    try (Workbench bench = new Workbench()) {
      Model model = regression(bench);
      Batch none = rows(bench).take();
      assertThat(bench.output(model, none, "value")).isEmpty();
      assertThat(bench.gradient(model, none, "value")).containsOnly(0);
    }
  }

  /**
   * Native memory stays within 5 % of what it is after 500 steps. Of some 170 MB that is less than
   * 2 kB for each of 4,500 steps; one copy of the 1,249 parameters has 5 kB.
   */
  @Tag("slow")
  @Test
  void nativeMemoryStaysFlat(@TempDir Path directory) throws IOException, InterruptedException {
    Assumptions.assumeThat(Files.exists(LongTraining.STATUS))
        .as("resident memory is read on Linux")
        .isTrue();
    List<Long> kibibytes = LongTraining.measured(directory.resolve("kibibytes"));
    assertThat(kibibytes).hasSize(2);
    assertThat(kibibytes.get(0)).isPositive();
    assertThat((double) kibibytes.get(1)).isLessThan(1.05 * kibibytes.get(0));
  }
}
