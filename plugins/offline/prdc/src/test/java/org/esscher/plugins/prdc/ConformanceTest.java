package org.esscher.plugins.prdc;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Columns;
import org.esscher.api.Estimator;
import org.esscher.api.Plugin;
import org.esscher.api.PolicyProvider;
import org.esscher.runtime.Esscher;
import org.esscher.spitests.EstimatorVerification;
import org.esscher.spitests.PluginVerification;
import org.esscher.spitests.PolicyVerification;
import org.junit.jupiter.api.Nested;

/** The rules of the conformance kit, on this plugin. */
class ConformanceTest {
  @Nested
  class PrdcPluginConformance extends PluginVerification {
    @Override
    protected Plugin plugin() {
      return new PrdcPlugin();
    }
  }

  @Nested
  class PointSetConformance extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new DatasetPointSet(Form.ACTION_MSE, 2, 1);
    }
  }

  @Nested
  class DistanceConformance extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new DatasetPointSet(Form.DISTANCE, 2, 1);
    }
  }

  @Nested
  class ActorConformance extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new PrdcActor(2.5, 2, 1, Form.ACTION_MSE);
    }
  }

  @Nested
  class CriticConformance extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new Td3Critic(.99, .2, .5, 1);
    }
  }

  /** In float64, whose rounding the rules' tolerances are above. */
  @Nested
  class StandardizedConformance extends PolicyVerification {
    @Override
    protected PolicyProvider provider() {
      Map<String, Object> config = new LinkedHashMap<>();
      config.put("width", 2);
      config.put("actions", 3);
      config.put("hidden", List.of(3));
      config.put("precision", "float64");
      try (Esscher host = Esscher.builder().classPath(PrdcActor.class.getClassLoader()).build()) {
        return new StandardizedPolicy(
            host.component(PolicyProvider.class, "mlp-categorical", config),
            List.of(1., -2.),
            List.of(.5, 3.));
      }
    }

    @Override
    protected Batch contexts(Columns columns) {
      return columns.batch(Map.of("observation", columns.vectors(2, 0.5, -1, 2, 0.25, -0.75, 1.5)));
    }
  }
}
