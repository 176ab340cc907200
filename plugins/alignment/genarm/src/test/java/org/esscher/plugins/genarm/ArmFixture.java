package org.esscher.plugins.genarm;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.Estimate;
import org.esscher.api.Policy;
import org.esscher.api.PolicyProvider;
import org.esscher.api.State;
import org.esscher.data.Arena;
import org.esscher.runtime.Esscher;
import org.esscher.runtime.internal.wiring.CallContext;

/** A host with the standard components, small language models, and estimates of pairs. */
final class ArmFixture implements AutoCloseable {
  final Esscher host = Esscher.builder().classPath(Guided.class.getClassLoader()).build();
  final Arena arena = host.arena("test");
  final Context context = context(1);

  /** A context whose generator has a seed. */
  Context context(long seed) {
    return new CallContext(
        arena, seed, CallContext.NO_ROLES, host.services().components(), "genarm test");
  }

  /** A model over some characters. */
  Policy lm(long seed, Map<String, ?> config) {
    return new Given(host.component(PolicyProvider.class, "table-lm", config)).at(context(seed));
  }

  private record Given(PolicyProvider provider) {
    Policy at(Context context) {
      return provider.create(context, null);
    }
  }

  /** A base that is guided; each expert's exponent follows it. */
  Policy guided(Map<String, ?> config, Policy base, List<Expert> experts) {
    Map<String, Object> all = new LinkedHashMap<>(config);
    all.put("base", provider(base));
    all.put("experts", experts);
    return host.component(PolicyProvider.class, "guided", all).create(context, null);
  }

  static Expert expert(Policy policy, double alpha) {
    return new Expert(provider(policy), alpha);
  }

  private static PolicyProvider provider(Policy policy) {
    return (context, saved) -> policy;
  }

  Batch texts(List<String> prompts, List<String> completions) {
    Map<String, Column> columns = new LinkedHashMap<>();
    columns.put("prompt", arena.texts(prompts));
    columns.put("completion", arena.texts(completions));
    return arena.batch(columns);
  }

  Estimate estimate(ArmPreference loss, Batch pairs) {
    return host.estimate(loss, Map.of("pairs", pairs), State.empty(), 1, arena);
  }

  /** Pairs with log-probs of whole answers. */
  Batch pairs(double[] chosen, double[] rejected) {
    Map<String, Column> columns = new LinkedHashMap<>();
    columns.put("chosen_logp", arena.numbers(chosen));
    columns.put("rejected_logp", arena.numbers(rejected));
    return arena.batch(columns);
  }

  static double value(Estimate estimate) {
    return estimate.losses().values().iterator().next().value();
  }

  /** Derivatives of the reported value. */
  static double[] cotangents(Estimate estimate, String column) {
    Map<String, Column> columns =
        estimate.losses().values().iterator().next().cotangents().getOrDefault("pairs", Map.of());
    Column cotangents = columns.get(column);
    if (cotangents == null) {
      throw new AssertionError("no cotangents of " + column + " among " + columns.keySet());
    }
    return cotangents.toArray();
  }

  @Override
  public void close() {
    arena.close();
    host.close();
  }
}
