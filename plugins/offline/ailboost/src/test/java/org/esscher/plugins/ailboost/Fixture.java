package org.esscher.plugins.ailboost;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.Estimate;
import org.esscher.api.Estimator;
import org.esscher.api.Model;
import org.esscher.api.Policy;
import org.esscher.api.PolicyProvider;
import org.esscher.api.State;
import org.esscher.api.Vector;
import org.esscher.api.Vectored;
import org.esscher.data.Arena;
import org.esscher.plugins.base.policy.TabularSoftmax;
import org.esscher.runtime.Esscher;
import org.esscher.runtime.internal.wiring.CallContext;

/** A host with the standard components, and estimates of rows that hold every column. */
final class Fixture implements AutoCloseable {
  final Esscher host = Esscher.builder().classPath(Fixture.class.getClassLoader()).build();
  final Arena arena = host.arena("test");

  Context context() {
    return context(CallContext.NO_ROLES);
  }

  Context context(Function<String, Model> roles) {
    return new CallContext(arena, 1, roles, host.services().components(), "ailboost test");
  }

  /** Columns in the order name, values, name, values, …; values are columns, numbers or texts. */
  Batch batch(Object... namesAndValues) {
    Map<String, Column> columns = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      Object values = namesAndValues[i + 1];
      Column column =
          values instanceof Column given
              ? given
              : values instanceof double[] numbers
                  ? arena.numbers(numbers)
                  : arena.texts(List.of((String[]) values));
      columns.put((String) namesAndValues[i], column);
    }
    return arena.batch(columns);
  }

  Estimate estimate(Estimator estimator, String slot, Batch rows) {
    return host.estimate(estimator, Map.of(slot, rows), State.empty(), 1, arena);
  }

  /**
   * The outcomes once as rows of the expert and once as rows of the policy, weighted by their
   * probabilities, so that means over rows are expectations.
   */
  Batch enumerated(double[] expert, double[] policy, double[] scores) {
    int outcomes = scores.length;
    String[] source = new String[2 * outcomes];
    double[] weight = new double[2 * outcomes];
    double[] score = new double[2 * outcomes];
    for (int i = 0; i < outcomes; i++) {
      source[i] = "expert";
      source[outcomes + i] = "policy";
      weight[i] = expert[i];
      weight[outcomes + i] = policy[i];
      score[i] = scores[i];
      score[outcomes + i] = scores[i];
    }
    return batch("source", source, "weight", weight, "score", score);
  }

  /** Cotangents of a column, of the only loss. */
  static double[] cotangents(Estimate estimate, String slot, String column) {
    Map<String, Column> columns =
        estimate.losses().values().iterator().next().cotangents().getOrDefault(slot, Map.of());
    return Objects.requireNonNull(columns.get(column), column).toArray();
  }

  /** A policy over numbered actions that sees nothing but the number 0. */
  static PolicyProvider fixed(double... probabilities) {
    return (context, saved) -> {
      Policy policy =
          new TabularSoftmax(List.of("observation"), 1, "action", probabilities.length)
              .create(context, saved);
      policy
          .as(Vectored.class)
          .orElseThrow()
          .assign(Vector.of(Arrays.stream(probabilities).map(Math::log).toArray()));
      return policy;
    };
  }

  @Override
  public void close() {
    arena.close();
    host.close();
  }
}
