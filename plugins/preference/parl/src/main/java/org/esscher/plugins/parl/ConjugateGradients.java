package org.esscher.plugins.parl;

import java.util.function.UnaryOperator;
import org.esscher.api.Vector;

/**
 * Solves Ax = b for a symmetric positive definite A that is known by its products. On a singular A
 * whose null space b is orthogonal to, it gives the pseudo-inverse's solution.
 *
 * @param iterations at most so many
 * @param tolerance residual norm, relative to ‖b‖, to stop at
 */
record ConjugateGradients(int iterations, double tolerance) {
  /**
   * What was found.
   *
   * @param vector the iterate with the smallest residual; 0 is among them
   * @param iterations products that were taken
   * @param residual ‖b − Ax‖ / ‖b‖
   * @param converged whether that is within the tolerance
   * @param indefinite whether a direction of no positive curvature ended the search
   */
  record Solution(
      Vector vector, int iterations, double residual, boolean converged, boolean indefinite) {}

  Solution solve(UnaryOperator<Vector> product, Vector right) {
    double scale = right.dot(right);
    Vector best = right.times(0);
    if (scale == 0) {
      return new Solution(best, 0, 0, true, false);
    }
    Vector solution = best;
    Vector residual = right;
    Vector direction = right;
    double norm = scale;
    double smallest = scale;
    for (int i = 0; i < iterations; i++) {
      Vector image = product.apply(direction);
      double curvature = direction.dot(image);
      if (!(curvature > 0)) {
        return new Solution(best, i + 1, Math.sqrt(smallest / scale), false, true);
      }
      double step = norm / curvature;
      solution = solution.plus(direction.times(step));
      residual = residual.minus(image.times(step));
      double next = residual.dot(residual);
      if (next < smallest) {
        smallest = next;
        best = solution;
      }
      if (Math.sqrt(next / scale) <= tolerance) {
        return new Solution(best, i + 1, Math.sqrt(smallest / scale), true, false);
      }
      direction = residual.plus(direction.times(next / norm));
      norm = next;
    }
    return new Solution(best, iterations, Math.sqrt(smallest / scale), false, false);
  }
}
