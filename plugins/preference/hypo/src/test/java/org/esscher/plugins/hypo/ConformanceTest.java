package org.esscher.plugins.hypo;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.Estimator;
import org.esscher.api.Plugin;
import org.esscher.api.PolicyProvider;
import org.esscher.plugins.hypo.Hypo.KlEstimator;
import org.esscher.spitests.EstimatorVerification;
import org.esscher.spitests.PluginVerification;
import org.esscher.spitests.PolicyVerification;
import org.junit.jupiter.api.Nested;

/** The rules of the conformance kit, on this plugin. */
class ConformanceTest {
  @Nested
  class HypoPluginConformance extends PluginVerification {
    @Override
    protected Plugin plugin() {
      return new HypoPlugin();
    }
  }

  @Nested
  class ScoreConformance extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new Hypo(0.1, 0.2, KlEstimator.SCORE, false);
    }

    @Override
    protected Batch adjust(String slot, Batch batch, Columns columns) {
      return slot.equals("online") ? fresh(batch) : batch;
    }
  }

  @Nested
  class PerTokenConformance extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new Hypo(0.1, 0.2, KlEstimator.SCORE, true);
    }

    @Override
    protected Batch adjust(String slot, Batch batch, Columns columns) {
      return slot.equals("online") ? fresh(batch) : batch;
    }
  }

  @Nested
  class ScoreLooConformance extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new Hypo(0.1, 0.2, KlEstimator.SCORE_LOO, false);
    }

    @Override
    protected int minimumGroupSize() {
      return 2;
    }

    @Override
    protected Batch adjust(String slot, Batch batch, Columns columns) {
      return slot.equals("online") ? fresh(batch) : batch;
    }
  }

  @Nested
  class ExactConformance extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new Hypo(0.1, 0.2, KlEstimator.EXACT, false);
    }

    @Override
    protected Batch adjust(String slot, Batch batch, Columns columns) {
      boolean weighted = batch.has("weight");
      Column weight = weighted ? batch.column("weight") : columns.numbers(ones(batch));
      return slot.equals("online") ? whole(batch, weight, columns, "logp") : batch;
    }
  }

  @Nested
  class CoverageConformance extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new Coverage(0.1);
    }

    @Override
    protected Batch adjust(String slot, Batch batch, Columns columns) {
      Column ones = columns.numbers(ones(batch));
      return whole(whole(batch, ones, columns, "logp"), ones, columns, "ref_logp");
    }
  }

  @Nested
  class OodMassConformance extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new OodMass(0.5);
    }
  }

  @Nested
  class LogLinearConformance extends PolicyVerification {
    @Override
    protected PolicyProvider provider() {
      return new LogLinear(2);
    }

    /** Two contexts of three choices. */
    @Override
    protected Batch contexts(Columns columns) {
      return columns.batch(
          Map.of(
              "class_features",
              columns.vectorLists(
                  2, new int[] {0, 3, 6}, 1, 0, 0.5, -1, 0, 1, 1, 1, -0.5, 2, 0.3, -0.2),
              "ref_class_logp",
              columns.vectors(
                  3,
                  Math.log(.5),
                  Math.log(.3),
                  Math.log(.2),
                  Math.log(.1),
                  Math.log(.4),
                  Math.log(.5))));
    }
  }

  /** Samples of the policy that is trained. */
  private static Batch fresh(Batch batch) {
    return batch.has("behavior_logp") ? batch.with("behavior_logp", batch.column("logp")) : batch;
  }

  private static double[] ones(Batch batch) {
    double[] ones = new double[batch.rows()];
    Arrays.fill(ones, 1);
    return ones;
  }

  /** Log-probs shifted within each prompt, so that the weighted probabilities sum to 1. */
  private static Batch whole(Batch batch, Column weight, Columns columns, String name) {
    Column prompts = batch.column("prompt_id");
    double[] logp = batch.column(name).toArray();
    Map<String, Double> sums = new TreeMap<>();
    for (int row = 0; row < logp.length; row++) {
      double share = weight.at(row) * Math.exp(logp[row]);
      sums.merge(prompts.text(row), share, Double::sum);
    }
    for (int row = 0; row < logp.length; row++) {
      logp[row] -= Math.log(sums.getOrDefault(prompts.text(row), 1.0));
    }
    return batch.with(name, columns.numbers(logp));
  }
}
