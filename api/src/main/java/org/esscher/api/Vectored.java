package org.esscher.api;

/**
 * Capability of a {@link Model} whose parameters are a vector: optimizers, combiners, soups and
 * averages apply.
 */
public interface Vectored {
  /**
   * The parameters.
   *
   * @return a point, independent of later steps
   */
  Vector parameters();

  /**
   * Replaces the parameters.
   *
   * @param parameters of the same size, finite
   */
  void assign(Vector parameters);

  /**
   * This model's gradient as a vector.
   *
   * @param gradient from this model's {@link Forward#pullback}
   * @return its components in the order of {@link #parameters}
   */
  Vector vector(Gradient gradient);
}
