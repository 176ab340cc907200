package org.esscher.plugins.base.ope;

import org.esscher.api.Estimator;
import org.esscher.spitests.EstimatorVerification;
import org.junit.jupiter.api.Nested;

/** The rules of estimators, on those of off-policy evaluation. */
class OffPolicyConformanceTest {
  @Nested
  class InversePropensityScoringConformance extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new InversePropensityScoring();
    }
  }

  @Nested
  class SelfNormalizedIpsConformance extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new SelfNormalizedIps();
    }
  }

  @Nested
  class DoublyRobustConformance extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new DoublyRobust();
    }
  }

  @Nested
  class SwitchDoublyRobustConformance extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new SwitchDoublyRobust(2);
    }
  }

  @Nested
  class DirectMethodConformance extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new DirectMethod();
    }
  }
}
