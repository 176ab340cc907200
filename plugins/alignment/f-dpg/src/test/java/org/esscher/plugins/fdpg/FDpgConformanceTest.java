package org.esscher.plugins.fdpg;

import org.esscher.api.Estimator;
import org.esscher.api.Plugin;
import org.esscher.plugins.base.divergence.JensenShannon;
import org.esscher.spitests.EstimatorVerification;
import org.esscher.spitests.PluginVerification;
import org.junit.jupiter.api.Nested;

/** The rules of plugins and estimators, on this one. */
class FDpgConformanceTest {
  @Nested
  class PluginConformance extends PluginVerification {
    @Override
    protected Plugin plugin() {
      return new FDpgPlugin();
    }
  }

  /** Z known: the expected gradient is that of the divergence. */
  @Nested
  class FixedNormalizerConformance extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new FDpg(
          new JensenShannon(false),
          FDpg.Baseline.WINDOW,
          1024,
          FDpg.Normalizer.FIXED,
          0.8,
          FDpg.Scope.GLOBAL,
          Double.POSITIVE_INFINITY,
          Double.POSITIVE_INFINITY,
          Double.POSITIVE_INFINITY);
    }
  }

  /** The defaults. */
  @Nested
  class RunningConformance extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new FDpg(
          new JensenShannon(false),
          FDpg.Baseline.WINDOW,
          1024,
          FDpg.Normalizer.RUNNING,
          null,
          FDpg.Scope.GLOBAL,
          Double.POSITIVE_INFINITY,
          Double.POSITIVE_INFINITY,
          Double.POSITIVE_INFINITY);
    }

    /** Z holds the rows that it normalizes: unbiased in the limit of large batches only. */
    @Override
    protected boolean followsValue(String loss) {
      return false;
    }
  }

  @Nested
  class LeaveOneOutConformance extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new FDpg(
          new JensenShannon(false),
          FDpg.Baseline.LOO,
          1,
          FDpg.Normalizer.RUNNING,
          null,
          FDpg.Scope.PROMPT,
          Double.POSITIVE_INFINITY,
          10,
          10);
    }

    /** Z holds the rows that it normalizes: unbiased in the limit of large batches only. */
    @Override
    protected boolean followsValue(String loss) {
      return false;
    }

    @Override
    protected int minimumGroupSize() {
      return 2;
    }
  }
}
