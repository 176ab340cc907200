package org.esscher.plugins.qarl;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Columns;
import org.esscher.api.EnvironmentProvider;
import org.esscher.api.Estimator;
import org.esscher.api.Plugin;
import org.esscher.api.PolicyProvider;
import org.esscher.spitests.EnvironmentVerification;
import org.esscher.spitests.EstimatorVerification;
import org.esscher.spitests.PluginVerification;
import org.esscher.spitests.PolicyVerification;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Nested;

/** The rules of the conformance kit, on this plugin. */
class ConformanceTest {
  @Nested
  class QarlPluginConformance extends PluginVerification {
    @Override
    protected Plugin plugin() {
      return new QarlPlugin();
    }
  }

  @Nested
  class AdversaryConformance extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new SacTemp(.9, 1);
    }
  }

  @Nested
  class ProtagonistConformance extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new SacTemp(.9, 0);
    }
  }

  @Nested
  class SelfPacedGammaConformance extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new SelfPacedGamma(3, 1, 2, .5, .1, 2, false, false, 2.5);
    }
  }

  @Nested
  class RobustnessGridConformance extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new RobustnessGrid();
    }
  }

  @Nested
  class MatrixExploitabilityConformance extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new MatrixExploitability(List.of(List.of(2.0, -1.0), List.of(-1.0, 1.0)));
    }

    /** Strategies of two actions, of which none is masked. */
    @Override
    protected Batch adjust(String slot, Batch batch, Columns columns) {
      int[] starts = new int[batch.rows() + 1];
      Arrays.setAll(starts, row -> 2 * row);
      double[] row = new double[2 * batch.rows()];
      double[] column = new double[row.length];
      double[] exists = new double[row.length];
      Arrays.fill(exists, 1);
      for (int i = 0; i < row.length; i += 2) {
        row[i] = .5 + .4 * Math.sin(i);
        row[i + 1] = 1 - row[i];
        column[i] = .5 + .4 * Math.cos(i);
        column[i + 1] = 1 - column[i];
      }
      return batch
          .with("row_prob", columns.lists(starts, row))
          .with("column_prob", columns.lists(starts, column))
          .with("loss_mask", columns.lists(starts, exists));
    }
  }

  @Nested
  class MatrixGameConformance extends PolicyVerification {
    @Override
    protected PolicyProvider provider() {
      List<List<Double>> payoff = List.of(List.of(2.0, -1.0), List.of(-1.0, 1.0));
      return new SoftmaxResponse(payoff, .5, .5, 1, null, .9);
    }

    @Override
    protected Batch contexts(Columns columns) {
      return columns.batch(Map.of("prompt_id", columns.integers(0, 1)));
    }
  }

  @Nested
  class MarkovGameConformance extends PolicyVerification {
    @Override
    protected PolicyProvider provider() {
      List<List<Double>> payoff = List.of(List.of(2.0), List.of(-1.0), List.of(0.0), List.of(1.0));
      List<List<Double>> transitions =
          List.of(List.of(.5, .5), List.of(0.0, 1.0), List.of(1.0, 0.0), List.of(.2, .3));
      return new SoftmaxResponse(payoff, .5, .5, 2, transitions, .9);
    }

    @Override
    protected Batch contexts(Columns columns) {
      return columns.batch(Map.of("observation", columns.integers(0, 1)));
    }
  }

  @Nested
  class SampledTemperatureConformance extends EnvironmentVerification {
    @AutoClose private static final QarlFixture FIXTURE = new QarlFixture();

    @Override
    protected EnvironmentProvider provider() {
      Map<String, Object> game = new LinkedHashMap<>();
      game.put("environment", Map.of("id", "pendulum", "limit", 7));
      EnvironmentProvider pendulum =
          FIXTURE.context(1).component(EnvironmentProvider.class, "two-player", game);
      return new SampledTemperature(pendulum, 3, 10, SampledTemperature.Draw.GAMMA);
    }
  }
}
