package org.esscher.spitests.probe;

import java.util.function.UnaryOperator;
import org.esscher.api.Vector;

/** Solves Ax = b for a symmetric positive definite A that is known by its products. */
record ConjugateGradients(int iterations, double tolerance) {
  Vector solve(UnaryOperator<Vector> product, Vector right) {
    Vector solution = right.times(0);
    Vector residual = right;
    Vector direction = right;
    double norm = residual.dot(residual);
    for (int i = 0; i < iterations && Math.sqrt(norm) > tolerance; i++) {
      Vector image = product.apply(direction);
      double step = norm / direction.dot(image);
      solution = solution.plus(direction.times(step));
      residual = residual.minus(image.times(step));
      double next = residual.dot(residual);
      direction = residual.plus(direction.times(next / norm));
      norm = next;
    }
    return solution;
  }
}
