package org.esscher.api.control;

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
 * Perceptrons that fit an environment or a log, asked of the host by their ids: {@code
 * mlp-categorical}, {@code mlp-gaussian}, {@code mlp-deterministic}, {@code mlp-q}, {@code
 * mlp-value}, {@code parameters} and {@code greedy}.
 *
 * @param observed numbers of an observation; 0 where it is no vector
 * @param actions numbered actions, or 0
 * @param components numbers of an action, where actions aren't numbered
 * @param bound of each of them; infinite for none
 * @param hidden width of each hidden layer
 * @param context where they are made
 */
public record Networks(
    int observed,
    int actions,
    int components,
    double bound,
    List<Integer> hidden,
    Context context) {
  /**
   * Copies.
   *
   * @param observed as for the record
   * @param actions as for the record
   * @param components as for the record
   * @param bound as for the record
   * @param hidden as for the record
   * @param context as for the record
   */
  public Networks {
    hidden = List.copyOf(hidden);
  }

  /**
   * For the spaces of an environment; where it has several players, for the first one's actions.
   *
   * @param environment which says its spaces
   * @param hidden width of each hidden layer
   * @param context where they are made
   * @return the networks
   * @throws EsscherException if the actions are not said, or have several bounds
   */
  public static Networks of(Environment environment, List<Integer> hidden, Context context) {
    Space seen = environment.observationSpace().orElse(null);
    Space done = environment.actionSpace(environment.players().get(0)).orElse(null);
    if (done == null) {
      throw EsscherException.user(
          "the environment doesn't say what its actions are; choose another environment");
    }
    int observed = seen instanceof Space.Box ? seen.width() : 0;
    return done instanceof Space.Discrete numbered
        ? new Networks(observed, numbered.count(), 0, 0, hidden, context)
        : new Networks(observed, 0, done.width(), bound((Space.Box) done), hidden, context);
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
   * @param log rows with observations and actions, by those names
   * @param actions numbered actions, or 0 where they are numbers or vectors
   * @param bound of their components then
   * @param hidden width of each hidden layer
   * @param context where they are made
   * @return the networks
   * @throws EsscherException if an action is beyond the bound
   */
  public static Networks of(
      Batch log, int actions, double bound, List<Integer> hidden, Context context) {
    Column action = log.column("action");
    for (int i = 0; i < action.rows() * action.width(); i++) {
      if (!(Math.abs(action.at(i)) <= bound) && actions == 0) {
        throw EsscherException.data(
            "row %d: an action of the log is %s, beyond the bound %s; set bound",
            i / action.width(), action.at(i), bound);
      }
    }
    return new Networks(
        log.column("observation").width(), actions, action.width(), bound, hidden, context);
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

  /**
   * A policy that draws: a softmax over numbered actions, or else Gaussians.
   *
   * @param squashed Gaussians by the hyperbolic tangent into the bound
   * @param deviationByState their deviations are outputs of the network; or else they are shared
   * @return the policy
   */
  public PolicyProvider stochastic(boolean squashed, boolean deviationByState) {
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

  /**
   * A policy with one action a row, within the bound.
   *
   * @return the policy
   */
  public PolicyProvider deterministic() {
    requireVectors("a policy with one action a row");
    Map<String, Object> config = config(observed);
    config.put("components", components);
    config.put("bound", bound);
    return context.component(PolicyProvider.class, "mlp-deterministic", config);
  }

  /**
   * Action values: of each numbered action, or of the observed one.
   *
   * @param members networks of their own
   * @return the critic
   */
  public ModelProvider critic(int members) {
    Map<String, Object> config = config(observed + (actions > 0 ? 0 : components));
    config.put("members", members);
    if (actions > 0) {
      config.put("inputs", List.of("observation"));
      config.put("actions", actions);
    }
    return context.component(ModelProvider.class, "mlp-q", config);
  }

  /**
   * State values.
   *
   * @return the critic
   */
  public ModelProvider value() {
    return context.component(ModelProvider.class, "mlp-value", config(observed));
  }

  /**
   * The logarithm of a temperature, 0 at first: one number, whatever is seen.
   *
   * @return a model with the output {@code log_temperature}
   */
  public ModelProvider logTemperature() {
    return context.component(
        ModelProvider.class, "parameters", Map.of("output", "log_temperature"));
  }

  /**
   * What a role holds for best, or with ε any action.
   *
   * @param role a policy or a critic of this run
   * @param epsilon ε, the probability of an action drawn uniformly, where actions are numbered
   * @return the policy
   */
  public PolicyProvider greedy(String role, double epsilon) {
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("of", Map.of("id", "role", "name", role));
    config.put("actions", actions);
    config.put("epsilon", epsilon);
    return context.component(PolicyProvider.class, "greedy", config);
  }

  /**
   * This, where actions are numbers or vectors.
   *
   * @param what needs them, for the error
   * @return this
   * @throws EsscherException where actions are numbered
   */
  public Networks requireVectors(String what) {
    if (actions > 0) {
      throw EsscherException.user(
          "%s needs actions that are numbers or vectors, and these are numbered, %d of them",
          what, actions);
    }
    return this;
  }
}
