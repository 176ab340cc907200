package org.esscher.plugins.gbrl;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.Context;
import org.esscher.api.EnvironmentProvider;
import org.esscher.api.Estimator;
import org.esscher.api.Forward;
import org.esscher.api.Plugin;
import org.esscher.api.Policy;
import org.esscher.api.PolicyProvider;
import org.esscher.api.Recipe;
import org.esscher.api.Trainable;
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
    host = Esscher.builder().classPath(GbrlPlugin.class.getClassLoader()).build();
  }

  @AfterAll
  static void close() {
    host.close();
  }

  private static <T> T component(Class<T> type, String id) {
    Map<String, Object> config =
        Map.of(
            "actions",
            3,
            "features",
            List.of("observation", "color"),
            "policyLr",
            0.7,
            "maxDepth",
            2);
    return host.component(type, id, config);
  }

  private static Batch mixed(Columns columns) {
    Map<String, Column> rows = new LinkedHashMap<>();
    rows.put("observation", columns.vectors(2, 0, 1, 2, 3, 1, 1, 0, 5));
    rows.put("color", columns.texts(List.of("red", "green", "green", "blue")));
    return columns.batch(rows);
  }

  /** A policy that has grown some trees. */
  private static Policy grown(Policy policy, String output, Context context) {
    Batch rows = mixed(context.columns());
    for (int tree = 1; tree <= 3; tree++) {
      try (Forward forward = policy.forward(rows, Set.of(output), context)) {
        Column values = forward.output(output);
        double[] cotangents = new double[values.toArray().length];
        for (int i = 0; i < cotangents.length; i++) {
          cotangents[i] = (i * tree) % 5 - 2;
        }
        Column shaped = context.columns().shapedLike(values, cotangents);
        policy
            .as(Trainable.class)
            .orElseThrow()
            .step(forward.pullback(Map.of(output, shaped), Set.of()).gradient(), rows.rows(), 1);
      }
    }
    return policy;
  }

  private static PolicyProvider growing(String id) {
    PolicyProvider provider = component(PolicyProvider.class, id);
    return (context, saved) ->
        saved == null
            ? grown(provider.create(context, null), "logits", context)
            : provider.create(context, saved);
  }

  @Nested
  class PluginConformance extends PluginVerification {
    @Override
    protected Plugin plugin() {
      return new GbrlPlugin();
    }
  }

  @Nested
  class PolicyConformance extends PolicyVerification {
    @Override
    protected PolicyProvider provider() {
      return growing("gbrl-policy");
    }

    @Override
    protected Batch contexts(Columns columns) {
      return mixed(columns);
    }
  }

  @Nested
  class ActorCriticConformance extends PolicyVerification {
    @Override
    protected PolicyProvider provider() {
      return growing("gbrl-actor-critic");
    }

    @Override
    protected Batch contexts(Columns columns) {
      return mixed(columns);
    }
  }

  @Nested
  class BanditConformance extends EnvironmentVerification {
    @Override
    protected EnvironmentProvider provider() {
      return new CategoricalBandit(List.of(1, 2), 4, 0.25);
    }
  }

  /** One tree on a fixed batch: rows belong together. */
  @Nested
  class OneTreeConformance extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return component(Estimator.class, "gbrl-actor-critic");
    }

    @Override
    protected Batch adjust(String slot, Batch batch, Columns columns) {
      Column generated = batch.column("output_cotangent");
      double[] cotangents = new double[4 * batch.rows()];
      double[] observations = new double[batch.rows()];
      for (int row = 0; row < batch.rows(); row++) {
        double given = generated.at(row);
        observations[row] = row % 3;
        for (int output = 0; output < 4; output++) {
          cotangents[4 * row + output] = given * (output + 1);
        }
      }
      return batch
          .with("observation", columns.numbers(observations))
          .with("color", columns.texts(Collections.nCopies(batch.rows(), "red")))
          .with("output_cotangent", columns.vectors(4, cotangents));
    }
  }

  @Nested
  class GaussianPolicyConformance extends PolicyVerification {
    @Override
    protected PolicyProvider provider() {
      return (context, saved) -> {
        PolicyProvider provider =
            host.component(
                PolicyProvider.class,
                "gbrl-actor-critic",
                Map.of(
                    "actions", 0,
                    "components", 2,
                    "features", List.of("observation", "color"),
                    "policyLr", 0.7,
                    "maxDepth", 2));
        Policy policy = provider.create(context, saved);
        return saved == null ? grown(policy, "mode", context) : policy;
      };
    }

    @Override
    protected Batch contexts(Columns columns) {
      return mixed(columns);
    }
  }

  @Nested
  class RecipeConformance extends RecipeVerification {
    @Override
    protected Recipe recipe() {
      return host.run("gbrl")
          .set("iterations", "4")
          .set("copies", "2")
          .set("playing", "16")
          .set("batch", "16")
          .set("evaluations", "2")
          .set("episodes", "2")
          .recipe();
    }
  }

  @Nested
  class GaussianRecipeConformance extends RecipeVerification {
    @Override
    protected Recipe recipe() {
      return host.run("gbrl")
          .set("environment", "point-maze")
          .set("model", "{id: gbrl-actor-critic, actions: 0, components: 2}")
          .set("iterations", "3")
          .set("copies", "2")
          .set("playing", "16")
          .set("batch", "16")
          .set("evaluations", "1")
          .set("episodes", "1")
          .recipe();
    }
  }
}
