package org.esscher.api;

import java.util.Map;

/**
 * Joins the parameter gradients of one role's losses before the optimizer: projection, min-norm,
 * masks. Pure.
 */
@FunctionalInterface
public interface Combiner {
  /**
   * Joins gradients.
   *
   * @param gradients the gradient of each loss's reported scale (after the division by weight), by
   *     loss name
   * @return the direction that the optimizer descends
   */
  Vector combine(Map<String, Vector> gradients);
}
