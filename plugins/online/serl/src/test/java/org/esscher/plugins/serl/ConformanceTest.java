package org.esscher.plugins.serl;

import java.util.Arrays;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Columns;
import org.esscher.api.EnvironmentProvider;
import org.esscher.api.Estimator;
import org.esscher.api.Plugin;
import org.esscher.api.RewardModelProvider;
import org.esscher.spitests.EnvironmentVerification;
import org.esscher.spitests.EstimatorVerification;
import org.esscher.spitests.PluginVerification;
import org.esscher.spitests.RewardModelVerification;
import org.junit.jupiter.api.Nested;

/** The rules of the conformance kit, on this plugin. */
class ConformanceTest {
  @Nested
  class SerlPluginConformance extends PluginVerification {
    @Override
    protected Plugin plugin() {
      return new SerlPlugin();
    }
  }

  /** Makes the columns of critics vectors of two. */
  private static Batch twoCritics(Batch batch, Columns columns, String... names) {
    Batch result = batch;
    for (String name : names) {
      double[] values = new double[2 * batch.rows()];
      Arrays.setAll(values, i -> Math.sin(1.3 * i) + 0.1 * name.length());
      result = result.with(name, columns.vectors(2, values));
    }
    return result;
  }

  @Nested
  class RlpdCriticConformance extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new RlpdCritic(2, 2, false, .9, true);
    }

    @Override
    protected Batch adjust(String slot, Batch batch, Columns columns) {
      return twoCritics(batch, columns, "q_values", "next_q_target");
    }
  }

  @Nested
  class RlpdActorConformance extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new RlpdActor();
    }

    @Override
    protected Batch adjust(String slot, Batch batch, Columns columns) {
      return twoCritics(batch, columns, "pi_q_values");
    }
  }

  @Nested
  class SacTemperatureConformance extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new SacTemperature(-1.5);
    }
  }

  @Nested
  class SuccessBceConformance extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new SuccessBce();
    }

    @Override
    protected Batch adjust(String slot, Batch batch, Columns columns) {
      double[] labels = new double[batch.rows()];
      Arrays.setAll(labels, row -> row % 2);
      return batch.with("label", columns.numbers(labels));
    }
  }

  private static Batch logits(Columns columns) {
    return columns.batch(Map.of("logit", columns.numbers(-1, .3, 2)));
  }

  @Nested
  class SuccessClassifierConformance extends RewardModelVerification {
    @Override
    protected RewardModelProvider provider() {
      return new SuccessClassifier(null, .5);
    }

    @Override
    protected Batch rows(Columns columns) {
      return logits(columns);
    }
  }

  @Nested
  class ViceConformance extends RewardModelVerification {
    @Override
    protected RewardModelProvider provider() {
      return new Vice(null, Vice.Form.PROBABILITY);
    }

    @Override
    protected Batch rows(Columns columns) {
      return logits(columns);
    }
  }

  @Nested
  class PointInsertConformance extends EnvironmentVerification {
    @Override
    protected EnvironmentProvider provider() {
      return new PointInsert(.03, .1, 1, 2, .5, 7);
    }
  }

  @Nested
  class RelativeFrameConformance extends EnvironmentVerification {
    @Override
    protected EnvironmentProvider provider() {
      return new RelativeFrame(new PointInsert(.03, .1, 1, 2, .5, 7), 2);
    }
  }

  @Nested
  class ForwardBackwardConformance extends EnvironmentVerification {
    @Override
    protected EnvironmentProvider provider() {
      return new ForwardBackward(new PointInsert(.03, .1, 1, 2, .5, 7), .1, .2, 5);
    }
  }
}
