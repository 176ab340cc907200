package org.esscher.plugins.odice;

import org.esscher.api.Estimator;
import org.esscher.api.Plugin;
import org.esscher.plugins.odice.OdiceValue.Mode;
import org.esscher.spitests.EstimatorVerification;
import org.esscher.spitests.PluginVerification;
import org.junit.jupiter.api.Nested;

/** The rules of the conformance kit, on this plugin. */
class ConformanceTest {
  @Nested
  class OdicePluginConformance extends PluginVerification {
    @Override
    protected Plugin plugin() {
      return new OdicePlugin();
    }
  }

  private static OdiceValue value(Mode mode, ConvexFunction f, boolean twin) {
    return new OdiceValue(0.8, 0.7, mode, f, 0.99, twin);
  }

  @Nested
  class OrthogonalConformance extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return value(Mode.ORTHOGONAL, ConvexFunction.CHI_SQUARE, true);
    }
  }

  @Nested
  class SemiConformance extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return value(Mode.SEMI, ConvexFunction.REVERSE_KL, false);
    }
  }

  @Nested
  class TrueConformance extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return value(Mode.TRUE, ConvexFunction.CHI_SQUARE, true);
    }
  }

  @Nested
  class PolicyConformance extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new OdicePolicy(ConvexFunction.CHI_SQUARE, 0.99, 100, true);
    }
  }

  @Nested
  class ReverseKlPolicyConformance extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new OdicePolicy(ConvexFunction.REVERSE_KL, 0.99, 100, false);
    }
  }
}
