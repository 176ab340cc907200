package org.esscher.plugins.alignmentasymptotics;

import java.util.Collections;
import java.util.List;
import org.esscher.api.Estimator;
import org.esscher.api.Plugin;
import org.esscher.spitests.EstimatorVerification;
import org.esscher.spitests.PluginVerification;
import org.junit.jupiter.api.Nested;

/** The rules of the conformance kit, on this plugin. */
class ConformanceTest {
  /**
   * More entries than generated batches have rows: the kit takes equally many for a value a row.
   */
  private static final int ENTRIES = 12;

  private static AlignmentFrontier frontier(long n, Scope scope) {
    List<Double> budgets = Collections.nCopies(ENTRIES, .2);
    return new AlignmentFrontier(budgets, Collections.nCopies(ENTRIES, n), 1e-12, Tie.FIRST, scope);
  }

  @Nested
  class PluginConformance extends PluginVerification {
    @Override
    protected Plugin plugin() {
      return new AlignmentAsymptoticsPlugin();
    }
  }

  @Nested
  class PerPromptConformance extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return frontier(1, Scope.PER_PROMPT);
    }
  }

  @Nested
  class GlobalConformance extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return frontier(2, Scope.GLOBAL);
    }

    @Override
    protected int minimumGroupSize() {
      return 2;
    }
  }
}
