package ${package};

import org.esscher.api.Estimator;
import org.esscher.spitests.EstimatorVerification;

/** The rules of estimators: gradients, masks, order, splits. */
class SquaredErrorTest extends EstimatorVerification {
  @Override
  protected Estimator estimator() {
    return new SquaredError(2);
  }
}
