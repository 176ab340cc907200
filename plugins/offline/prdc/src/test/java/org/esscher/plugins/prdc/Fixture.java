package org.esscher.plugins.prdc;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.Estimate;
import org.esscher.api.Estimator;
import org.esscher.api.State;
import org.esscher.data.Arena;
import org.esscher.runtime.Esscher;
import org.esscher.runtime.internal.wiring.CallContext;

/** A host, a log, and what a policy does. */
final class Fixture implements AutoCloseable {
  final Esscher host = Esscher.builder().classPath(PrdcActor.class.getClassLoader()).build();
  final Arena arena = host.arena("test");

  Context context() {
    return new CallContext(
        arena, 1, CallContext.NO_ROLES, host.services().components(), "prdc test");
  }

  Batch log(double[] observations, double[] actions) {
    return pairs(arena, observations, "action", actions);
  }

  Batch acted(double[] observations, double[] actions) {
    return pairs(arena, observations, "policy_action", actions);
  }

  static Batch pairs(Arena arena, double[] observations, String action, double[] actions) {
    Map<String, Column> columns = new LinkedHashMap<>();
    columns.put("observation", arena.numbers(observations));
    columns.put(action, arena.numbers(actions));
    return arena.batch(columns);
  }

  Estimate estimate(Estimator estimator, Batch transitions, Batch dataset) {
    return estimate(estimator, transitions, dataset, arena);
  }

  Estimate estimate(Estimator estimator, Batch transitions, Batch dataset, Arena columns) {
    Map<String, Batch> slots = new LinkedHashMap<>();
    slots.put("transitions", transitions);
    slots.put("dataset", dataset);
    return host.estimate(estimator, slots, State.empty(), 1, columns);
  }

  static double[] cotangents(Estimate estimate, String loss, String column) {
    return Objects.requireNonNull(
            Objects.requireNonNull(
                    Objects.requireNonNull(estimate.losses().get(loss), loss)
                        .cotangents()
                        .get("transitions"))
                .get(column),
            column)
        .toArray();
  }

  @Override
  public void close() {
    arena.close();
    host.close();
  }
}
