package org.esscher.plugins.fdpo;

import org.esscher.api.Estimator;
import org.esscher.api.FDivergence;
import org.esscher.api.Plugin;
import org.esscher.runtime.Esscher;
import org.esscher.spitests.EstimatorVerification;
import org.esscher.spitests.PluginVerification;
import org.junit.jupiter.api.Nested;

/** The rules of the conformance kit, on this plugin. */
class ConformanceTest {
  @Nested
  class FDpoPluginConformance extends PluginVerification {
    @Override
    protected Plugin plugin() {
      return new FDpoPlugin();
    }
  }

  @Nested
  class ReverseKlConformance extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return loss("reverse-kl");
    }
  }

  @Nested
  class ForwardKlConformance extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return loss("forward-kl");
    }
  }

  @Nested
  class JensenShannonConformance extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return loss("jensen-shannon");
    }
  }

  private static FDpo loss(String divergence) {
    try (Esscher host = Esscher.builder().classPath(FDpo.class.getClassLoader()).build()) {
      FDivergence form = host.component(FDivergence.class, divergence, java.util.Map.of());
      return new FDpo(form, 0.1, 0.1, 50, 10);
    }
  }
}
