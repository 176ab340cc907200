package org.esscher.plugins.oreal;

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
      return new OrealPlugin();
    }
  }

  /** Rewards become outcomes. */
  abstract static class OutcomeVerification extends EstimatorVerification {
    @Override
    protected Batch adjust(String slot, Batch batch, Columns columns) {
      double[] outcomes = batch.column("reward").toArray();
      for (int row = 0; row < outcomes.length; row++) {
        outcomes[row] = outcomes[row] > 0 ? 1 : -1;
      }
      return batch.with("reward", columns.numbers(outcomes));
    }

    @Override
    protected boolean continuousInRewards() {
      return false;
    }
  }

  @Nested
  class LeaveOneOut extends OutcomeVerification {
    @Override
    protected Estimator estimator() {
      return Fixture.weighted(Oreal.WeightScore.RUNNING_MEAN, Oreal.Rescale.THRESHOLD, 0.25);
    }

    @Override
    protected int minimumGroupSize() {
      return 2;
    }
  }

  @Nested
  class TopTokens extends OutcomeVerification {
    @Override
    protected Estimator estimator() {
      return new Oreal(
          0.5,
          0.01,
          Shaping.GRPO,
          true,
          true,
          Oreal.WeightScore.RAW,
          0.5,
          0.5,
          Oreal.Rescale.TOPK,
          0.25,
          false);
    }
  }

  @Nested
  class OneMinusP extends OutcomeVerification {
    @Override
    protected Estimator estimator() {
      return Fixture.loss(1, 0.1, Shaping.ONE_MINUS_P, false, false);
    }
  }

  @Nested
  class OutcomeCrossEntropy extends OutcomeVerification {
    @Override
    protected Estimator estimator() {
      return new OutcomeBce();
    }
  }

  @Nested
  class BestOfN extends OutcomeVerification {
    @Override
    protected Estimator estimator() {
      return new BonDistribution(4);
    }
  }

  @Nested
  class TokenScores extends RewardModelVerification {
    @Override
    protected RewardModelProvider provider() {
      return new TokenOutcomeRm(new TokenTable.Provider(), "table");
    }

    @Override
    protected Batch rows(Columns columns) {
      return columns.batch(
          Map.of("tokens", columns.lists(new int[] {0, 2, 3, 6}, 0, 1, 2, 3, 3, 1)));
    }
  }

  @Nested
  class ActionScores extends RewardModelVerification {
    @Override
    protected RewardModelProvider provider() {
      try (org.esscher.runtime.Esscher host =
          org.esscher.runtime.Esscher.builder().classPath(Oreal.class.getClassLoader()).build()) {
        return host.component(
            RewardModelProvider.class,
            "token-outcome-rm",
            Map.of("model", Map.of("id", "bradley-terry", "buckets", 16)));
      }
    }

    @Override
    protected Batch rows(Columns columns) {
      return columns.batch(
          Map.of("completion", columns.texts(List.of("four and five", "nine", "it is nine"))));
    }
  }
}
