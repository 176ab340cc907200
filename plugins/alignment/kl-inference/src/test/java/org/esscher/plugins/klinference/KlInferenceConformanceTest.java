package org.esscher.plugins.klinference;

import org.esscher.api.Estimator;
import org.esscher.api.Plugin;
import org.esscher.spitests.EstimatorVerification;
import org.esscher.spitests.PluginVerification;
import org.junit.jupiter.api.Nested;

/** The rules of plugins and estimators, on this one. */
class KlInferenceConformanceTest {
  @Nested
  class PluginConformance extends PluginVerification {
    @Override
    protected Plugin plugin() {
      return new KlInferencePlugin();
    }
  }

  /** The defaults, but for the baseline. */
  @Nested
  class ReverseConformance extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return reverse(KlInferenceReverse.Baseline.NONE);
    }
  }

  @Nested
  class BatchMeanConformance extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return reverse(KlInferenceReverse.Baseline.BATCH_MEAN);
    }
  }

  /** The default baseline. */
  @Nested
  class LeaveOneOutConformance extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return reverse(KlInferenceReverse.Baseline.LOO);
    }

    @Override
    protected int minimumGroupSize() {
      return 2;
    }
  }

  @Nested
  class MovingMeanConformance extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return reverse(KlInferenceReverse.Baseline.EMA);
    }
  }

  /** The defaults. */
  @Nested
  class ForwardConformance extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return forward(
          KlInferenceForward.Baseline.NONE, KlInferenceForward.Normalizer.BATCH, Scope.PER_PROMPT);
    }
  }

  @Nested
  class UnitConformance extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return forward(
          KlInferenceForward.Baseline.UNIT, KlInferenceForward.Normalizer.BATCH, Scope.GLOBAL);
    }

    /** The cross entropy is one over logged samples, drawn by the policy as it was. */
    @Override
    protected boolean samplesFollowPolicy() {
      return false;
    }
  }

  @Nested
  class RunningConformance extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return forward(
          KlInferenceForward.Baseline.NONE,
          KlInferenceForward.Normalizer.RUNNING,
          Scope.PER_PROMPT);
    }
  }

  private static KlInferenceReverse reverse(KlInferenceReverse.Baseline baseline) {
    return new KlInferenceReverse(0.5, baseline, -10.0, Scope.PER_PROMPT);
  }

  private static KlInferenceForward forward(
      KlInferenceForward.Baseline baseline, KlInferenceForward.Normalizer logz, Scope scope) {
    return new KlInferenceForward(0.5, baseline, logz, scope, Double.POSITIVE_INFINITY);
  }
}
