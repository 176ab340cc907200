package org.esscher.plugins.programmablevi;

import org.esscher.api.Estimator;
import org.esscher.api.Plugin;
import org.esscher.spitests.EstimatorVerification;
import org.esscher.spitests.PluginVerification;
import org.junit.jupiter.api.Nested;

/** The rules of the conformance kit, on this plugin. */
class ConformanceTest {
  @Nested
  class ProgrammableViConformance extends PluginVerification {
    @Override
    protected Plugin plugin() {
      return new ProgrammableViPlugin();
    }
  }

  @Nested
  class ElboConformance extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new VariationalObjective(Bound.ELBO, SampleStrategy.REPARAM, Baseline.NONE, true);
    }
  }

  @Nested
  class IwelboConformance extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new VariationalObjective(Bound.IWELBO, SampleStrategy.REPARAM, Baseline.NONE, true);
    }
  }

  @Nested
  class DiwhviConformance extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new VariationalObjective(Bound.DIWHVI, SampleStrategy.REPARAM, Baseline.NONE, true);
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
      return new VariationalObjective(Bound.IWELBO, SampleStrategy.REINFORCE, Baseline.EMA, true);
    }
  }

  @Nested
  class WakeSleepConformance extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new VariationalObjective(Bound.RWS_GUIDE, SampleStrategy.REPARAM, Baseline.NONE, true);
    }
  }
}
