package org.esscher.plugins.goalconditionedrm;

import java.util.List;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Columns;
import org.esscher.api.Estimator;
import org.esscher.api.Plugin;
import org.esscher.api.RewardModelProvider;
import org.esscher.spitests.EstimatorVerification;
import org.esscher.spitests.PluginVerification;
import org.esscher.spitests.RewardModelVerification;
import org.junit.jupiter.api.Nested;

/** The rules of the conformance kit, on this plugin. */
class ConformanceTest {
  @Nested
  class PluginConformance extends PluginVerification {
    @Override
    protected Plugin plugin() {
      return new GoalConditionedRmPlugin();
    }
  }

  @Nested
  class BradleyTerryAlone extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return Fixture.loss(0);
    }
  }

  @Nested
  class WithContrast extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return Fixture.loss(0.5);
    }

    @Override
    protected int minimumTokens() {
      return 1;
    }
  }

  @Nested
  class Areas extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new Auroc();
    }
  }

  @Nested
  class PartialAreas extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new PartialAuroc(List.of(0.5, 1.0), PartialAuroc.Output.Q);
    }

    @Override
    protected int minimumTokens() {
      return 1;
    }
  }

  @Nested
  class Pruned extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new PrunedTokens(0, 0.25, 1);
    }
  }

  @Nested
  class OfVectors extends RewardModelVerification {
    @Override
    protected RewardModelProvider provider() {
      return new GoalConditionedRm(new TokenEncoder("features", 2, 1, 3, true), 3, 1);
    }

    @Override
    protected Batch rows(Columns columns) {
      return columns.batch(
          Map.of(
              "features",
              columns.vectorLists(2, new int[] {0, 2, 5}, 1, 0, .5, -1, 2, 1, .25, 1, -1, -.5)));
    }
  }

  @Nested
  class OfWords extends RewardModelVerification {
    @Override
    protected RewardModelProvider provider() {
      return new GoalConditionedRm(new TokenEncoder("", 0, 8, 2, false), 2, 0);
    }

    @Override
    protected Batch rows(Columns columns) {
      return columns.batch(
          Map.of("completion", columns.texts(List.of("please do", "do not, please"))));
    }
  }
}
