package org.esscher.api.control;

import java.util.random.RandomGenerator;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Run;

/** Standard normal noise, which actions are made of or smoothed with. */
public final class Noise {
  private Noise() {}

  /**
   * Adds a column of noise in the shape of the actions.
   *
   * @param run whose generator draws
   * @param steps rows with {@code action}, numbers or vectors
   * @param name of the new column
   * @return the steps with the column
   */
  public static Batch added(Run run, Batch steps, String name) {
    RandomGenerator random = run.context().random();
    Column actions = steps.column("action");
    double[] noise = new double[actions.rows() * actions.width()];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = random.nextGaussian();
    }
    return steps.with(name, run.context().columns().shapedLike(actions, noise));
  }
}
