package org.esscher.plugins.parl;

import java.util.function.UnaryOperator;
import org.esscher.api.EsscherException;
import org.esscher.api.Vector;

/**
 * v = (−∇²_θV + δI)⁻¹ ∇_θG: where the policy will go when the reward is moved. Where −∇²_θV + δI
 * has no positive curvature along some direction, because the policy is at no maximum or its
 * episodes are few, the damping δ is raised tenfold until it has.
 *
 * @param solution of the last attempt
 * @param damping δ of that attempt
 */
record ImplicitDirection(ConjugateGradients.Solution solution, double damping) {
  private static final double FIRST = 1e-4;
  private static final int ATTEMPTS = 10;

  static ImplicitDirection solve(
      UnaryOperator<Vector> negativeHessian,
      Vector slope,
      double damping,
      ConjugateGradients solver) {
    double raised = damping;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      double delta = raised;
      ConjugateGradients.Solution found =
          solver.solve(v -> negativeHessian.apply(v).plus(v.times(delta)), slope);
      if (!found.indefinite()) {
        return new ImplicitDirection(found, delta);
      }
      raised = 10 * Math.max(delta, FIRST);
    }
    throw EsscherException.user(
        "the lower level has no maximum near the policy: even damping %s leaves directions of no"
            + " negative curvature; take more innerSteps, more trajectories or more entropy",
        raised / 10);
  }
}
