package org.esscher.plugins.r2pvi;

import java.util.List;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.Divergence;
import org.esscher.api.EnvironmentProvider;
import org.esscher.api.Estimator;
import org.esscher.api.Plugin;
import org.esscher.api.Policy;
import org.esscher.api.PolicyProvider;
import org.esscher.api.State;
import org.esscher.spitests.DivergenceVerification;
import org.esscher.spitests.EnvironmentVerification;
import org.esscher.spitests.EstimatorVerification;
import org.esscher.spitests.PluginVerification;
import org.esscher.spitests.PolicyVerification;
import org.junit.jupiter.api.Nested;

/** The rules of the conformance kit, on this plugin. */
class ConformanceTest {
  @Nested
  class R2pviPluginConformance extends PluginVerification {
    @Override
    protected Plugin plugin() {
      return new R2pviPlugin();
    }
  }

  @Nested
  class RobustDualConformance extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new RobustDualStatistic(Regularizer.CHI2, .5);
    }

    /** Probabilities of the outcomes that exist sum to 1. */
    @Override
    protected Batch adjust(String slot, Batch batch, Columns columns) {
      Column shape = batch.column("prob");
      double[] prob = new double[shape.start(shape.rows())];
      for (int row = 0; row < shape.rows(); row++) {
        double outcomes = 0;
        for (int i = shape.start(row); i < shape.start(row + 1); i++) {
          outcomes += exists(batch, i);
        }
        for (int i = shape.start(row); i < shape.start(row + 1); i++) {
          prob[i] = exists(batch, i) / outcomes;
        }
      }
      double[] value = new double[prob.length];
      for (int i = 0; i < value.length; i++) {
        value[i] = i % 5;
      }
      return batch
          .with("prob", columns.shapedLike(shape, prob))
          .with("value", columns.shapedLike(shape, value));
    }

    private static double exists(Batch batch, int token) {
      return batch.has("loss_mask") ? batch.column("loss_mask").at(token) : 1;
    }

    @Override
    protected int minimumTokens() {
      return 1;
    }
  }

  @Nested
  class RobustKlConformance extends DivergenceVerification {
    @Override
    protected Divergence divergence() {
      return new RobustKl();
    }
  }

  @Nested
  class FiveStateMdpConformance extends EnvironmentVerification {
    @Override
    protected EnvironmentProvider provider() {
      return new FiveStateMdp(.3, List.of(.05, .1));
    }
  }

  @Nested
  class GreedyPolicyConformance extends PolicyVerification {
    @Override
    protected PolicyProvider provider() {
      R2pvi learner =
          new R2pvi(
              Regularizer.TV,
              1,
              .1,
              1,
              2,
              Bonus.PAPER,
              true,
              List.of(List.of(0., .5), List.of(0., 1.)),
              11,
              true,
              false,
              List.of());
      State fitted =
          State.empty()
              .with("w", .4, .7, 0, 1)
              .with("nu", .4, .2, 0, 0)
              .with("inverse", 1, 0, 0, 2, 1, 0, 0, .5);
      return (context, saved) -> (Policy) learner.load(saved == null ? fitted : saved, context);
    }

    @Override
    protected Batch contexts(Columns columns) {
      return columns.batch(
          Map.of(
              "step",
              columns.integers(0, 1, 1),
              "features_all",
              columns.vectorLists(
                  2, new int[] {0, 2, 3, 6}, 1, 0, .5, .5, 1, 0, 0, 1, .3, .7, .9, .1)));
    }
  }
}
