package org.esscher.plugins.ailboost;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Columns;
import org.esscher.api.Divergence;
import org.esscher.api.Estimator;
import org.esscher.api.ModelProvider;
import org.esscher.api.Plugin;
import org.esscher.api.Policy;
import org.esscher.api.PolicyProvider;
import org.esscher.api.RewardModelProvider;
import org.esscher.api.Vector;
import org.esscher.api.Vectored;
import org.esscher.plugins.base.policy.TabularSoftmax;
import org.esscher.spitests.DivergenceVerification;
import org.esscher.spitests.EstimatorVerification;
import org.esscher.spitests.PluginVerification;
import org.esscher.spitests.PolicyVerification;
import org.esscher.spitests.RewardModelVerification;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Nested;

/** The rules of the conformance kit, on this plugin. */
class ConformanceTest {
  @AutoClose private static final Fixture FIXTURE = new Fixture();

  @Nested
  class AilboostPluginConformance extends PluginVerification {
    @Override
    protected Plugin plugin() {
      return new AilboostPlugin();
    }
  }

  /** Expert and policy in turn. */
  private static Batch twoSources(Batch batch, Columns columns) {
    List<String> sources = new ArrayList<>(Collections.nCopies(batch.rows(), "policy"));
    for (int row = 0; row < batch.rows(); row += 2) {
      sources.set(row, "expert");
    }
    return batch.with("source", columns.texts(sources));
  }

  private abstract static class OfTwoSources extends EstimatorVerification {
    @Override
    protected int minimumRows() {
      return 2;
    }

    @Override
    protected Batch adjust(String slot, Batch batch, Columns columns) {
      return twoSources(batch, columns);
    }
  }

  @Nested
  class ReverseKlLoss extends OfTwoSources {
    @Override
    protected Estimator estimator() {
      return new AilDiscriminatorLoss(VariationalForm.RKL);
    }
  }

  @Nested
  class CrossEntropyLoss extends OfTwoSources {
    @Override
    protected Estimator estimator() {
      return new AilDiscriminatorLoss(VariationalForm.JS);
    }
  }

  @Nested
  class WassersteinLoss extends OfTwoSources {
    @Override
    protected Estimator estimator() {
      return new AilDiscriminatorLoss(VariationalForm.WASS);
    }
  }

  @Nested
  class VariationalDivergence extends OfTwoSources {
    @Override
    protected Estimator estimator() {
      return new OccupancyReverseKl();
    }
  }

  @Nested
  class EnumeratedDivergenceRules extends DivergenceVerification {
    @Override
    protected Divergence divergence() {
      return new OccupancyReverseKl();
    }
  }

  @Nested
  class Penalty extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new AilGradientPenalty(10);
    }
  }

  @Nested
  class Discriminator extends RewardModelVerification {
    @Override
    protected RewardModelProvider provider() {
      return new AilDiscriminator(
          DiscriminatorTest.smooth(FIXTURE, "float64"), List.of("observation", "action"));
    }

    @Override
    protected Batch rows(Columns columns) {
      return columns.batch(
          Map.of(
              "observation", columns.vectors(2, .3, -1, 0, .7, 2, 1),
              "action", columns.numbers(.5, -.2, 1)));
    }
  }

  private static final PolicyProvider TABLE =
      new TabularSoftmax(List.of("observation"), 2, "action", 3);

  /** Tables that prefer something, each something else. */
  private static ModelProvider tilted(int by) {
    return (context, saved) -> {
      Policy policy = TABLE.create(context, saved);
      double[] logits = new double[6];
      Arrays.setAll(logits, i -> Math.sin(by + 1.7 * i));
      policy.as(Vectored.class).orElseThrow().assign(Vector.of(logits));
      return policy;
    };
  }

  @Nested
  class Mixture extends PolicyVerification {
    @Override
    protected PolicyProvider provider() {
      return new PolicyMixture(List.of(TABLE, tilted(1), tilted(2)), List.of(.2, .5, .3));
    }

    @Override
    protected Batch contexts(Columns columns) {
      return columns.batch(
          Map.of(
              "observation", columns.integers(0, 1, 1, 0),
              "episode_id", columns.integers(0, 1, 0, 2)));
    }

    @Override
    protected String group() {
      return "episode_id";
    }
  }

  @Nested
  class Copy extends PolicyVerification {
    @Override
    protected PolicyProvider provider() {
      return (context, saved) ->
          new RoleCopy(TABLE, "policy")
              .create(FIXTURE.context(role -> TABLE.create(context, null)), saved);
    }

    @Override
    protected Batch contexts(Columns columns) {
      return columns.batch(Map.of("observation", columns.integers(0, 1)));
    }
  }
}
