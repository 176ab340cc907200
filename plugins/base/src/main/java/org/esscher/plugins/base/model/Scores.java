package org.esscher.plugins.base.model;

import org.esscher.api.Gradient;

/** Scores of rows or choices, and the way back to the parameters that they depend on. */
public interface Scores {
  /**
   * The scores.
   *
   * @return a new array, one a choice; finite or −∞
   */
  double[] values();

  /**
   * The gradient of Σ cotangent · score.
   *
   * @param cotangents as many as there are scores
   * @return the gradient
   */
  Gradient gradient(double[] cotangents);
}
