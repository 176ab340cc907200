package org.esscher.api;

import java.util.Map;

/**
 * Capability of a {@link Vectored} model whose parameter vector consists of named arrays: masks,
 * spectral norms.
 */
public interface ParameterView {
  /**
   * The named parts of the parameter vector, in its order.
   *
   * @return shape of each array, whose product is its number of components
   */
  Map<String, int[]> shapes();

  /**
   * Changes the parameters after each optimizer step: projections, norms. The default leaves them.
   *
   * @param parameters after the step
   * @return what the model shall hold
   */
  default Vector afterStep(Vector parameters) {
    return parameters;
  }
}
