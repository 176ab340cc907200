package org.esscher.api;

/**
 * Capability of a {@link Divergence} that is a Bregman divergence: proximal steps and projections.
 */
public interface MirrorMap {
  /**
   * argmin over x in the simplex of ⟨gradient, x⟩ + D(x‖center)/rate.
   *
   * @param center a point of the simplex
   * @param gradient of the same size
   * @param rate step size, above 0
   * @return the next point of the simplex
   */
  Vector step(Vector center, Vector gradient, double rate);

  /**
   * The point of the simplex nearest to any point of the domain.
   *
   * @param point of the domain
   * @return argmin over x in the simplex of D(x‖point)
   */
  Vector project(Vector point);
}
