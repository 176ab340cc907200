package org.esscher.plugins.cmorl;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.esscher.api.Context;
import org.esscher.api.Environment;
import org.esscher.api.ModelProvider;
import org.esscher.api.PolicyProvider;
import org.esscher.api.Run;
import org.esscher.api.Space;
import org.esscher.api.control.Networks;
import org.jspecify.annotations.Nullable;

/**
 * The policy that learns and its critic of vectors, kept together.
 *
 * @param run where they are
 */
record Pair(Run run) {
  static final String POLICY = "policy";
  static final String VALUE = "value";

  private static final String FIRST = "first";

  /**
   * Makes them, where none is given: a table over numbered observations with a critic that looks at
   * nothing, or perceptrons.
   *
   * @param environment what is played
   * @param policy the given policy, or null
   * @param value the given critic, or null
   * @param hidden widths of perceptrons
   * @param objectives components of the critic
   */
  void make(
      Environment environment,
      @Nullable PolicyProvider policy,
      @Nullable ModelProvider value,
      List<Integer> hidden,
      int objectives) {
    Context context = run.context();
    Networks networks = Networks.of(environment, hidden, context);
    Space seen = environment.observationSpace().orElse(null);
    if (policy == null) {
      run.define(
          POLICY,
          seen instanceof Space.Discrete states
              ? table(states.count(), networks.actions(), context)
              : networks.stochastic(false, false));
    }
    if (value == null) {
      run.define(
          VALUE,
          seen instanceof Space.Discrete
              ? context.component(
                  ModelProvider.class, "parameters", Map.of("output", VALUE, "size", objectives))
              : perceptron(networks, objectives, context));
    }
    keep(FIRST);
  }

  private static PolicyProvider table(int states, int actions, Context context) {
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("context", List.of("observation"));
    config.put("contexts", states);
    config.put("actions", actions);
    return context.component(PolicyProvider.class, "tabular-softmax", config);
  }

  private static ModelProvider perceptron(Networks networks, int objectives, Context context) {
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("width", networks.observed());
    config.put("hidden", networks.hidden());
    config.put("components", objectives);
    return context.component(ModelProvider.class, "mlp-value", config);
  }

  /** Takes up what was made first. */
  void begin() {
    take(FIRST);
  }

  void keep(int slot) {
    keep("p" + slot);
  }

  void take(int slot) {
    take("p" + slot);
  }

  private void keep(String version) {
    run.save(POLICY, version);
    run.save(VALUE, version);
  }

  private void take(String version) {
    run.restore(POLICY, version);
    run.restore(VALUE, version);
  }
}
