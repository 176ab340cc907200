package org.esscher.plugins.constrainedrlhf;

import java.util.List;
import org.esscher.api.Batch;
import org.esscher.api.Column;
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
      return new ConstrainedRlhfPlugin();
    }
  }

  @Nested
  class EqualitiesConformance extends EpisodeVerification {
    @Override
    protected Estimator estimator() {
      return losses(Variant.XI, List.of(.1, -.2), List.of(), true);
    }
  }

  @Nested
  class InequalitiesConformance extends EpisodeVerification {
    @Override
    protected Estimator estimator() {
      return losses(Variant.MU, List.of(.1, -.2), List.of(), true);
    }
  }

  @Nested
  class AllConformance extends EpisodeVerification {
    @Override
    protected Estimator estimator() {
      return losses(Variant.ALL, List.of(.1, .2, -.3), List.of(1., .5), false);
    }
  }

  @Nested
  class SaturatedConformance extends EpisodeVerification {
    @Override
    protected Estimator estimator() {
      return losses(Variant.PPO_SAT, List.of(.1, -.2), List.of(1., .5), true);
    }
  }

  private static Estimator losses(
      Variant variant, List<Double> thresholds, List<Double> weights, boolean normalize) {
    return new ConstrainedPpo(
        variant, thresholds, weights, .2, true, .2, normalize, .99, .95, .5, .5);
  }

  /** Two rewards: vectors of 2, a critic of 3 heads, multipliers that are the same in every row. */
  private abstract static class EpisodeVerification extends EstimatorVerification {
    @Override
    protected int vectorWidth() {
      return 2;
    }

    @Override
    protected int minimumTokens() {
      return 1;
    }

    @Override
    protected Batch adjust(String slot, Batch batch, Columns columns) {
      Column tokens = batch.column("old_logp");
      int[] starts = new int[batch.rows() + 1];
      for (int row = 0; row < starts.length; row++) {
        starts[row] = tokens.start(row);
      }
      double[] values = new double[3 * starts[batch.rows()]];
      for (int i = 0; i < values.length; i++) {
        values[i] = Math.sin(1.7 * i);
      }
      Batch adjusted = batch.with("value", columns.vectorLists(3, starts, values));
      if (!batch.has("multiplier")) {
        return adjusted;
      }
      double[] multipliers = new double[3 * batch.rows()];
      for (int i = 0; i < multipliers.length; i++) {
        multipliers[i] = .4 * (i % 3) - .3;
      }
      return adjusted.with("multiplier", columns.vectors(3, multipliers));
    }
  }
}
