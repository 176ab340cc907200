package org.esscher.plugins.genarm;

import java.util.List;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Columns;
import org.esscher.api.Estimator;
import org.esscher.api.Plugin;
import org.esscher.api.PolicyProvider;
import org.esscher.api.RewardModelProvider;
import org.esscher.spitests.EstimatorVerification;
import org.esscher.spitests.PluginVerification;
import org.esscher.spitests.PolicyVerification;
import org.esscher.spitests.RewardModelVerification;
import org.junit.jupiter.api.Nested;

/** The rules of the conformance kit, on this plugin. */
class ConformanceTest {
  private static final TableLm MODEL = new TableLm("ab", "", 1, "", 3);

  private static Batch answers(Columns columns) {
    return columns.batch(
        Map.of(
            "prompt", columns.texts(List.of("a", "b", "")),
            "completion", columns.texts(List.of("ab", "", "ba"))));
  }

  @Nested
  class GenArmPluginConformance extends PluginVerification {
    @Override
    protected Plugin plugin() {
      return new GenArmPlugin();
    }
  }

  @Nested
  class SigmoidConformance extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new ArmPreference(0.5, 0.1, 0.1, PairLoss.SIGMOID, false);
    }

    @Override
    protected int minimumTokens() {
      return 1;
    }
  }

  @Nested
  class HingeConformance extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new ArmPreference(0.5, 0.1, 0, PairLoss.HINGE, false);
    }

    @Override
    protected int minimumTokens() {
      return 1;
    }
  }

  @Nested
  class LengthNormalizedConformance extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new ArmPreference(0.5, 0, 0, PairLoss.SIGMOID, true);
    }

    @Override
    protected int minimumTokens() {
      return 1;
    }
  }

  @Nested
  class AutoregressiveConformance extends RewardModelVerification {
    @Override
    protected RewardModelProvider provider() {
      return new Autoregressive(MODEL);
    }

    @Override
    protected Batch rows(Columns columns) {
      return answers(columns);
    }
  }

  @Nested
  class GuidedConformance extends PolicyVerification {
    @Override
    protected PolicyProvider provider() {
      return new Guided(
          MODEL,
          List.of(new Expert(new Autoregressive(MODEL), 1.5)),
          0.7,
          0,
          1,
          VocabularyMatch.STRICT,
          false,
          3);
    }

    @Override
    protected Map<String, String> departures() {
      return Map.of(
          "POL-10", "truncated says where a completion was cut; a logged one need not bear it");
    }

    @Override
    protected Batch contexts(Columns columns) {
      return columns.batch(Map.of("prompt", columns.texts(List.of("a", "bab"))));
    }
  }
}
