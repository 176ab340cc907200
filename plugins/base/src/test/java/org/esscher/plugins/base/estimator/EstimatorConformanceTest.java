package org.esscher.plugins.base.estimator;

import org.esscher.api.Aggregation;
import org.esscher.api.Estimator;
import org.esscher.spitests.EstimatorVerification;
import org.junit.jupiter.api.Nested;

/** The rules of estimators, on each of the standard ones. */
class EstimatorConformanceTest {
  @Nested
  class DpoConformance extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new Dpo(0.1, 0.1);
    }
  }

  @Nested
  class IpoConformance extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new Ipo(0.1);
    }
  }

  @Nested
  class BradleyTerryConformance extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new BradleyTerry();
    }
  }

  @Nested
  class SftConformance extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new Sft(Aggregation.TOKEN_MEAN);
    }
  }

  @Nested
  class GroupedSftConformance extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new Sft(Aggregation.GROUP_MEAN_TOKEN_MEAN);
    }

    @Override
    protected int minimumTokens() {
      return 1;
    }
  }

  @Nested
  class PpoClipConformance extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new PpoClip(
          0.2, 0.2, Aggregation.SEQUENCE_MEAN_TOKEN_SUM, 0.1, KlEstimator.K3, KlEstimator.K3);
    }
  }

  @Nested
  class GrpoConformance extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new Grpo(
          0.2,
          0.2,
          1e-4,
          0.04,
          KlEstimator.K3,
          KlEstimator.K3,
          Aggregation.SEQUENCE_MEAN_TOKEN_MEAN);
    }

    @Override
    protected int minimumTokens() {
      return 1;
    }
  }

  @Nested
  class ReinforceConformance extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new Reinforce(Baseline.LEAVE_ONE_OUT, 1, 0.1, KlEstimator.K3, KlEstimator.K2);
    }

    @Override
    protected int minimumGroupSize() {
      return 2;
    }
  }

  @Nested
  class DqnConformance extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new Dqn(0.99, 1);
    }
  }

  @Nested
  class PpoConformance extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new Ppo(0.2, 0.01, true);
    }
  }

  @Nested
  class SacConformance extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new Sac(0.99, -1);
    }
  }

  @Nested
  class Td3BcConformance extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new Td3Bc(2.5);
    }
  }

  @Nested
  class Td3BcCriticConformance extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new Td3BcCritic(0.99, 1, 0.2, 0.5);
    }
  }

  @Nested
  class IqlConformance extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new Iql(0.99, 0.7, 3, 100);
    }
  }

  @Nested
  class LikelihoodCloningConformance extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new BehaviorCloning(BehaviorCloning.Criterion.LOG_LIKELIHOOD);
    }
  }

  @Nested
  class SquaredCloningConformance extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new BehaviorCloning(BehaviorCloning.Criterion.SQUARED);
    }
  }

  @Nested
  class ClippedIpsConformance extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new ClippedIps(10, 0.5);
    }
  }
}
