package org.esscher.plugins.mbrcsl;

import java.nio.file.Path;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Columns;
import org.esscher.api.EnvironmentProvider;
import org.esscher.api.Estimator;
import org.esscher.api.Plugin;
import org.esscher.api.PolicyProvider;
import org.esscher.api.Recipe;
import org.esscher.runtime.Esscher;
import org.esscher.spitests.EnvironmentVerification;
import org.esscher.spitests.EstimatorVerification;
import org.esscher.spitests.PluginVerification;
import org.esscher.spitests.PolicyVerification;
import org.esscher.spitests.RecipeVerification;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

/** The rules of the conformance kit, on this plugin. */
class ConformanceTest {
  private static Esscher host;

  @BeforeAll
  static void open() {
    host = Esscher.builder().classPath(MbrcslPlugin.class.getClassLoader()).build();
  }

  @AfterAll
  static void close() {
    host.close();
  }

  @Nested
  class PluginConformance extends PluginVerification {
    @Override
    protected Plugin plugin() {
      return new MbrcslPlugin();
    }
  }

  @Nested
  class DynamicsConformance extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new DynamicsNll(0.01);
    }
  }

  @Nested
  class DiffusionConformance extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new DiffusionBc();
    }
  }

  @Nested
  class RcslConformance extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new Rcsl(RcslVariant.MLP);
    }
  }

  @Nested
  class GaussianRcslConformance extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new Rcsl(RcslVariant.GAUSSIAN);
    }
  }

  @Nested
  class ReturnToGoConformance extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new ReturnToGo(2);
    }
  }

  @Nested
  class FilterConformance extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new RolloutFilter(KeepReference.SAME_START, 0.1);
    }
  }

  @Nested
  class CountedPolicyConformance extends PolicyVerification {
    @Override
    protected PolicyProvider provider() {
      return (context, saved) -> {
        CountedActions counted =
            saved == null ? new CountedActions(3, true) : CountedActions.of(saved, 3, true);
        if (saved == null) {
          counted.add(0, 1, 0, 2);
          counted.add(0, 1, 1, 1);
          counted.add(0, 1, 2, 5);
          counted.add(0, 4, 1, 1);
          counted.add(2, 0, 0, 1);
          counted.add(2, 0, 2, 1);
        }
        return new CountedPolicy(counted);
      };
    }

    @Override
    protected Batch contexts(Columns columns) {
      return columns.batch(
          Map.of(
              "observation", columns.integers(0, 0, 1, 2),
              "return_to_go", columns.numbers(0, 3, 1, 9)));
    }
  }

  @Nested
  class HardInstanceConformance extends EnvironmentVerification {
    @Override
    protected EnvironmentProvider provider() {
      return new HardInstance(4);
    }
  }

  @Nested
  class StitchingConformance extends EnvironmentVerification {
    @Override
    protected EnvironmentProvider provider() {
      return new Stitching(3);
    }
  }

  @Nested
  class DetoursConformance extends EnvironmentVerification {
    @Override
    protected EnvironmentProvider provider() {
      return host.component(EnvironmentProvider.class, "detours", Map.of("length", 20));
    }
  }

  @Nested
  class ReturnTargetConformance extends EnvironmentVerification {
    @Override
    protected EnvironmentProvider provider() {
      return new ReturnTarget(new Stitching(3), 1, "", 2);
    }
  }

  @Nested
  class RecipeConformance extends RecipeVerification {
    @Override
    protected Recipe recipe() {
      return host.run("mbrcsl")
          .set("horizon", "2")
          .set("actions", "2")
          .set("keepReference", "same-start")
          .set("environment", "stitching")
          .set("rolloutBatch", "20")
          .set("numKeep", "5")
          .set("maxRollouts", "60")
          .set("episodes", "10")
          .recipe();
    }

    @Override
    protected Map<String, String> sources(Path directory) {
      return Map.of("data", "stitching");
    }
  }
}
