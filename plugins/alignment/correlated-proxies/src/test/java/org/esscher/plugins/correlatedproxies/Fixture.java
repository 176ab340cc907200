package org.esscher.plugins.correlatedproxies;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
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

/** A host with the standard components, and estimates of batches that hold every column. */
final class Fixture implements AutoCloseable {
  final Esscher host = Esscher.builder().classPath(OccupancyChi2.class.getClassLoader()).build();
  final Arena arena = host.arena("test");

  Context context() {
    return new CallContext(
        arena, 1, CallContext.NO_ROLES, host.services().components(), "correlated-proxies test");
  }

  /** Columns in the order name, values, name, values, …; values are numbers or texts. */
  Batch batch(Object... namesAndValues) {
    Map<String, Column> columns = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      Object values = namesAndValues[i + 1];
      columns.put(
          (String) namesAndValues[i],
          values instanceof double[] numbers
              ? arena.numbers(numbers)
              : arena.texts(List.of((String[]) values)));
    }
    return arena.batch(columns);
  }

  Estimate estimate(Estimator estimator, String slot, Batch rows) {
    return host.estimate(estimator, Map.of(slot, rows), State.empty(), 1, arena);
  }

  /** Cotangents of a column, of the only loss. */
  static double[] cotangents(Estimate estimate, String slot, String column) {
    Map<String, Column> columns =
        estimate.losses().values().iterator().next().cotangents().getOrDefault(slot, Map.of());
    return Objects.requireNonNull(columns.get(column), column).toArray();
  }

  static double[] column(Estimate estimate, String name) {
    return Objects.requireNonNull(estimate.columns().get(name), name).toArray();
  }

  static double[] logs(double... values) {
    return Arrays.stream(values).map(Math::log).toArray();
  }

  /** log π − log p. */
  static double[] logRatios(double[] policy, double[] base) {
    double[] ratios = new double[policy.length];
    Arrays.setAll(ratios, i -> Math.log(policy[i] / base[i]));
    return ratios;
  }

  @Override
  public void close() {
    arena.close();
    host.close();
  }
}
