package org.esscher.api;

import java.util.Map;

/**
 * One kind of training step of a recipe: an estimator, and how each role that it trains is stepped.
 *
 * @param name unique within the recipe; the estimator's state and the optimizers' are kept under it
 * @param estimator an {@link Objective} or {@link CustomObjective}
 * @param optimizers by role; the entry {@code ""} serves all others
 * @param maxNorm gradients of a larger Euclidean norm are scaled down to it; +∞ for no bound
 * @param rateFactor what the schedule multiplies learning rates by in this step
 */
public record Stage(
    String name,
    Estimator estimator,
    Map<String, Optimizer> optimizers,
    double maxNorm,
    double rateFactor) {
  /**
   * Copies and checks.
   *
   * @param name as for the record
   * @param estimator as for the record
   * @param optimizers as for the record
   * @param maxNorm as for the record
   * @param rateFactor as for the record
   */
  public Stage {
    optimizers = Map.copyOf(optimizers);
    if (!(maxNorm > 0) || !(rateFactor >= 0)) {
      throw EsscherException.plugin(
          "stage %s: maxNorm %s, rateFactor %s", name, maxNorm, rateFactor);
    }
  }

  /**
   * A stage with one optimizer for every role.
   *
   * @param name the stage
   * @param estimator the estimator
   * @param optimizer the optimizer
   * @return the stage, without bound on the norm, at the full rate
   */
  public static Stage of(String name, Estimator estimator, Optimizer optimizer) {
    return new Stage(name, estimator, Map.of("", optimizer), Double.POSITIVE_INFINITY, 1);
  }

  /**
   * The same stage at another point of its schedule.
   *
   * @param factor at least 0
   * @return the stage
   */
  public Stage atRate(double factor) {
    return new Stage(name, estimator, optimizers, maxNorm, factor);
  }
}
