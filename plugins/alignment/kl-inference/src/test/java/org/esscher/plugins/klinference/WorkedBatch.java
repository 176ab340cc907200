package org.esscher.plugins.klinference;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Estimate;
import org.esscher.api.Objective;
import org.esscher.api.State;
import org.esscher.data.Arena;
import org.esscher.runtime.Esscher;
import org.esscher.runtime.internal.wiring.CallContext;

/** Estimates on columns of numbers, model outputs among them. */
final class WorkedBatch {
  private final Map<String, double[]> columns = new LinkedHashMap<>();

  WorkedBatch with(String name, double... values) {
    columns.put(name, values);
    return this;
  }

  /** Log-probabilities, of probabilities. */
  WorkedBatch withLog(String name, double... probabilities) {
    return with(name, java.util.Arrays.stream(probabilities).map(Math::log).toArray());
  }

  Result estimate(Objective estimator) {
    return estimate(estimator, State.empty());
  }

  Result estimate(Objective estimator, State before) {
    try (Esscher host = Esscher.builder().build();
        Arena arena = host.arena("test")) {
      Map<String, Column> made = new LinkedHashMap<>();
      columns.forEach((name, values) -> made.put(name, arena.numbers(values)));
      Batch batch = arena.batch(made);
      CallContext context =
          new CallContext(arena, 1, CallContext.NO_ROLES, host.services().components(), "test");
      Estimate estimate =
          host.services()
              .estimation()
              .estimate(estimator, Map.of("samples", batch), before, null, context, true);
      Estimate.LossEstimate loss = estimate.losses().values().iterator().next();
      return new Result(
          loss.value(),
          loss.standardError(),
          loss.kind(),
          requireNonNull(requireNonNull(loss.cotangents().get("samples")).get("logp")).toArray(),
          estimate.metrics(),
          estimate.state());
    }
  }

  /**
   * What was estimated.
   *
   * @param value the loss
   * @param standardError of the value
   * @param kind of the loss
   * @param cotangent with respect to logp
   * @param metrics beside the loss
   * @param state after the batch
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Result(
      double value,
      double standardError,
      org.esscher.api.Loss.Kind kind,
      double[] cotangent,
      Map<String, Double> metrics,
      State state) {
    double metric(String name) {
      return requireNonNull(metrics.get(name));
    }
  }
}
