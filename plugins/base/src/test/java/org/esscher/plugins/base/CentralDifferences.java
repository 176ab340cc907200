package org.esscher.plugins.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.Forward;
import org.esscher.api.Model;
import org.esscher.api.Vector;
import org.esscher.api.Vectored;

/**
 * Compares a model's gradient of Σ c·output, for cotangents c that differ from element to element,
 * with central differences. With steps of 1e-5 their error is about 1e-10 for functions of order 1,
 * so a relative 1e-6 is wide enough for rounding and too narrow for a wrong term.
 */
public final class CentralDifferences {
  private static final double STEP = 1e-5;

  private CentralDifferences() {}

  /** Checks every component; returns the gradient. */
  public static double[] check(Model model, Batch batch, String output, Context context) {
    Vectored vectored = model.as(Vectored.class).orElseThrow();
    Vector start = vectored.parameters();
    double[] gradient;
    try (Forward forward = model.forward(batch, Set.of(output), context)) {
      Column values = forward.output(output);
      Column cotangents = context.columns().shapedLike(values, cotangents(values.toArray().length));
      gradient =
          vectored
              .vector(forward.pullback(Map.of(output, cotangents), Set.of()).gradient())
              .toArray();
    }
    assertThat(gradient).hasSize(start.size());
    for (int i = 0; i < gradient.length; i++) {
      double up = at(model, vectored, start, i, STEP, batch, output, context);
      double down = at(model, vectored, start, i, -STEP, batch, output, context);
      assertThat(gradient[i])
          .as("derivative of %s with respect to parameter %d", output, i)
          .isCloseTo((up - down) / (2 * STEP), within(1e-6 * (1 + Math.abs(gradient[i]))));
    }
    vectored.assign(start);
    return gradient;
  }

  private static double at(
      Model model,
      Vectored vectored,
      Vector start,
      int index,
      double step,
      Batch batch,
      String output,
      Context context) {
    double[] moved = start.toArray();
    moved[index] += step;
    vectored.assign(Vector.of(moved));
    try (Forward forward = model.forward(batch, Set.of(output), context)) {
      double[] values = forward.output(output).toArray();
      double[] cotangents = cotangents(values.length);
      double sum = 0;
      for (int i = 0; i < values.length; i++) {
        sum += cotangents[i] * values[i];
      }
      return sum;
    }
  }

  /** 1, −1.5, 2, −2.5, …: no two rows cancel. */
  private static double[] cotangents(int count) {
    double[] cotangents = new double[count];
    for (int i = 0; i < count; i++) {
      cotangents[i] = (i % 2 == 0 ? 1 : -1) * (1 + 0.5 * i);
    }
    return cotangents;
  }
}
