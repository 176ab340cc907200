package org.esscher.api;

/**
 * Turns gradients into steps for {@link Vectored} models. A record of its settings; what it
 * remembers is a value.
 */
public interface Optimizer {
  /**
   * One step.
   *
   * @param parameters the point
   * @param gradient of the loss (the mean, after the division by the weight), of the same size
   * @param state what an earlier step of the same role returned, or empty
   * @param rateFactor what the schedule multiplies the learning rate by, at least 0
   * @return the next point and what to remember
   */
  Step step(Vector parameters, Vector gradient, State state, double rateFactor);

  /**
   * The learning rate, for models that step by themselves.
   *
   * @return the rate, above 0
   */
  double rate();

  /**
   * What {@link #step} returns.
   *
   * @param parameters the next point
   * @param state what to remember
   */
  record Step(Vector parameters, State state) {}
}
