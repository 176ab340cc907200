package org.esscher.plugins.submodularrl;

import java.util.HashMap;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Columns;
import org.esscher.api.Estimator;
import org.esscher.api.Plugin;
import org.esscher.spitests.EstimatorVerification;
import org.esscher.spitests.PluginVerification;
import org.junit.jupiter.api.Nested;

/** The rules of the conformance kit, on this plugin. */
class ConformanceTest {
  @Nested
  class PluginConformance extends PluginVerification {
    @Override
    protected Plugin plugin() {
      return new SubmodularRlPlugin();
    }
  }

  @Nested
  class WithoutBaseline extends SubPoVerification {
    @Override
    protected Estimator estimator() {
      return new SubPo(0.9, SubPo.Baseline.NONE, 2);
    }
  }

  @Nested
  class WithTheBatchsMean extends SubPoVerification {
    @Override
    protected Estimator estimator() {
      return new SubPo(1, SubPo.Baseline.BATCH_MEAN, 1);
    }
  }

  @Nested
  class WithACritic extends SubPoVerification {
    @Override
    protected Estimator estimator() {
      return new SubPo(1, SubPo.Baseline.CRITIC, 1);
    }
  }

  /** Episodes are the groups, whose rows are in order. */
  abstract static class SubPoVerification extends EstimatorVerification {
    @Override
    protected boolean rowsAreOrdered() {
      return true;
    }

    @Override
    protected Batch adjust(String slot, Batch batch, Columns columns) {
      Map<String, Integer> next = new HashMap<>();
      long[] steps = new long[batch.rows()];
      for (int row = 0; row < steps.length; row++) {
        steps[row] = next.merge(batch.column("episode_id").text(row), 1, Integer::sum) - 1L;
      }
      return batch.with("step", columns.integers(steps));
    }
  }
}
