package org.esscher.plugins.base.recipe;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.Environment;
import org.esscher.api.EsscherException;
import org.esscher.api.ModelProvider;
import org.esscher.api.PolicyProvider;
import org.esscher.api.Space;

/**
 * Perceptrons that fit an environment or a log.
 *
 * @param observed numbers of an observation; 0 where it is no vector
 * @param actions numbered actions, or 0
 * @param components numbers of an action, where actions aren't numbered
 * @param bound of each of them; infinite for none
 * @param hidden width of each hidden layer
 */
record Networks(int observed, int actions, int components, double bound, List<Integer> hidden) {
  /** For the spaces of an environment. */
  static Networks of(Environment environment, List<Integer> hidden) {
    Space seen = environment.observationSpace().orElse(null);
    Space done = environment.actionSpace(environment.players().get(0)).orElse(null);
    if (done == null) {
      throw EsscherException.user(
          "the environment doesn't say what its actions are; choose another environment");
    }
    int observed = seen instanceof Space.Box ? seen.width() : 0;
    return done instanceof Space.Discrete numbered
        ? new Networks(observed, numbered.count(), 0, 0, hidden)
        : new Networks(observed, 0, done.width(), bound((Space.Box) done), hidden);
  }

  /** One bound for all components, which networks can have. */
  private static double bound(Space.Box box) {
    double bound = box.high().get(0);
    for (int i = 0; i < box.width(); i++) {
      if (box.high().get(i) != bound || box.low().get(i) != -bound) {
        throw EsscherException.user(
            "the action's bounds %s and %s differ; a perceptron has one bound for all, give the"
                + " policy",
            box.low(), box.high());
      }
    }
    return bound;
  }

  /**
   * For the columns of a log.
   *
   * @param actions numbered actions, or 0 for vectors
   * @param bound of vectors' components
   */
  static Networks of(Batch log, int actions, double bound, List<Integer> hidden) {
    Column action = log.column("action");
    for (int i = 0; i < action.rows() * action.width(); i++) {
      if (!(Math.abs(action.at(i)) <= bound) && actions == 0) {
        throw EsscherException.data(
            "row %d: an action of the log is %s, beyond the bound %s; set bound",
            i / action.width(), action.at(i), bound);
      }
    }
    return new Networks(log.column("observation").width(), actions, action.width(), bound, hidden);
  }

  private Map<String, Object> config(int width) {
    if (observed == 0) {
      throw EsscherException.user(
          "the environment shows no vector, which a perceptron reads; choose another environment,"
              + " or give the models");
    }
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("width", width);
    config.put("hidden", hidden);
    return config;
  }

  /** A policy that draws: a softmax, or Gaussians, squashed on request. */
  PolicyProvider stochastic(Context context, boolean squashed, boolean deviationByState) {
    Map<String, Object> config = config(observed);
    if (actions > 0) {
      config.put("actions", actions);
      return context.component(PolicyProvider.class, "mlp-categorical", config);
    }
    config.put("components", components);
    config.put("bound", squashed ? bound : 0);
    config.put("std", deviationByState ? "network" : "shared");
    return context.component(PolicyProvider.class, "mlp-gaussian", config);
  }

  /** A policy with one action a row, within the bound. */
  PolicyProvider deterministic(Context context) {
    requireVectors("a policy with one action a row");
    Map<String, Object> config = config(observed);
    config.put("components", components);
    config.put("bound", bound);
    return context.component(PolicyProvider.class, "mlp-deterministic", config);
  }

  /** Action values by some networks. */
  ModelProvider critic(Context context, int members) {
    Map<String, Object> config = config(observed + (actions > 0 ? 0 : components));
    config.put("members", members);
    if (actions > 0) {
      config.put("inputs", List.of("observation"));
      config.put("actions", actions);
    }
    return context.component(ModelProvider.class, "mlp-q", config);
  }

  /** State values. */
  ModelProvider value(Context context) {
    return context.component(ModelProvider.class, "mlp-value", config(observed));
  }

  /** What a role holds for best, or with ε any action. */
  PolicyProvider greedy(Context context, String role, double epsilon) {
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("of", Map.of("id", "role", "name", role));
    config.put("actions", actions);
    config.put("epsilon", epsilon);
    return context.component(PolicyProvider.class, "greedy", config);
  }

  /** This, where actions are numbers or vectors. */
  Networks requireVectors(String what) {
    if (actions > 0) {
      throw EsscherException.user(
          "%s needs actions that are numbers or vectors, and these are numbered, %d of them",
          what, actions);
    }
    return this;
  }
}
