package org.esscher.neural.internal.model;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.esscher.api.Batch;

/**
 * What a diffusion policy's network reads: inputs, a noisy action, and the step as sines and
 * cosines (Vaswani et al. 2017, arXiv 1706.03762, section 3.5).
 *
 * @param inputs columns of the context
 * @param action the column of the action
 * @param components of an action
 * @param noising the schedule
 */
record NoisePredictor(InputColumns inputs, String action, int components, Noising noising) {
  private static final String NOISE = "noise";
  private static final String STEP = "diffusion_step";
  private static final int FREQUENCIES = 8;

  /** Components of a row. */
  int width() {
    return inputs.width() + components + 2 * FREQUENCIES;
  }

  Set<String> columns() {
    Set<String> columns = new HashSet<>(inputs.names());
    columns.addAll(Set.of(action, NOISE, STEP));
    return Set.copyOf(columns);
  }

  /** Rows for training: their actions with their noise at their steps. */
  double[] rows(Batch batch) {
    double[] actions = VectorColumn.read(batch, action, components);
    double[] noise = VectorColumn.read(batch, NOISE, components);
    int[] steps = VectorColumn.wholeNumbers(batch, STEP, 1, noising.steps());
    double[] noisy = new double[actions.length];
    Arrays.setAll(noisy, i -> noising.noisy(actions[i], noise[i], steps[i / components]));
    return rows(inputs.read(batch), noisy, steps);
  }

  /** Rows of a context each, with noisy actions. */
  double[] rows(double[] contexts, double[] noisy, int[] steps) {
    double[] rows = new double[steps.length * width()];
    for (int row = 0; row < steps.length; row++) {
      int at = row * width();
      System.arraycopy(contexts, row * inputs.width(), rows, at, inputs.width());
      at += inputs.width();
      System.arraycopy(noisy, row * components, rows, at, components);
      at += components;
      for (int k = 0; k < FREQUENCIES; k++) {
        double angle = steps[row] * Math.pow(10_000, -k / (double) FREQUENCIES);
        rows[at + 2 * k] = Math.sin(angle);
        rows[at + 2 * k + 1] = Math.cos(angle);
      }
    }
    return rows;
  }
}
