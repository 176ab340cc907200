package org.esscher.plugins.parl;

import org.esscher.api.Estimator;
import org.esscher.api.Plugin;
import org.esscher.spitests.EstimatorVerification;
import org.esscher.spitests.PluginVerification;
import org.junit.jupiter.api.Nested;

/** The rules of the conformance kit, on this plugin. */
class ConformanceTest {
  @Nested
  class ParlPluginConformance extends PluginVerification {
    @Override
    protected Plugin plugin() {
      return new ParlPlugin();
    }
  }

  @Nested
  class PreferenceConformance extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new ParlUpper(Upper.PREFERENCE, true, .9);
    }
  }

  @Nested
  class UtilityConformance extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new ParlUpper(Upper.UTILITY, true, .9);
    }
  }

  @Nested
  class PolicyGradientConformance extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new PolicyGradientInner(.9, .3);
    }
  }

  @Nested
  class ImplicitShareConformance extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new ImplicitShare();
    }
  }
}
