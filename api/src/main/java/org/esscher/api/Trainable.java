package org.esscher.api;

/**
 * Capability of a {@link Model} that can step from its own kind of gradient: a vector step, a new
 * tree.
 */
public interface Trainable {
  /**
   * Steps against the gradient.
   *
   * @param gradientOfSum from {@link Forward#pullback}, added over the batch
   * @param weight total weight of the rows that the gradient sums over: divide by it for the mean
   * @param rate step size; a model with rates of its own, such as one a block of outputs, takes it
   *     as a factor on them
   */
  void step(Gradient gradientOfSum, double weight, double rate);
}
