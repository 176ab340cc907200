package org.esscher.plugins.odice;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Estimate;
import org.esscher.api.Estimator;
import org.esscher.api.State;
import org.esscher.api.Vector;
import org.esscher.data.Arena;
import org.esscher.plugins.odice.OdiceValue.Mode;
import org.esscher.runtime.Esscher;
import org.esscher.runtime.internal.estimate.RoleGradient;
import org.esscher.runtime.internal.wiring.CallContext;

/** A host, logged steps, and what the value's losses do to a table of values. */
final class Fixture implements AutoCloseable {
  final Esscher host = Esscher.builder().classPath(OdiceValue.class.getClassLoader()).build();
  final Arena arena = host.arena("test");

  static OdiceValue loss(double lam, double eta, Mode mode) {
    return new OdiceValue(lam, eta, mode, ConvexFunction.CHI_SQUARE, 0.95, false);
  }

  /** Steps between numbered states. */
  Batch steps(double[] from, double[] reward, double[] to, boolean[] terminated) {
    return steps(arena, from, reward, to, terminated);
  }

  static Batch steps(
      Arena arena, double[] from, double[] reward, double[] to, boolean[] terminated) {
    Map<String, Column> columns = new LinkedHashMap<>();
    columns.put("observation", arena.numbers(from));
    columns.put("reward", arena.numbers(reward));
    columns.put("next_observation", arena.numbers(to));
    columns.put("terminated", arena.booleans(terminated));
    return arena.batch(columns);
  }

  /** The gradient of each loss, by its name; of the only one, by "". */
  Map<String, Vector> gradients(
      OdiceValue loss, Batch steps, TabularValue value, TabularValue target) {
    return means(differentiate(loss, steps, value, target, arena), value);
  }

  /** What an optimizer would descend. */
  Vector direction(
      OdiceValue loss, Batch steps, TabularValue value, TabularValue target, Arena columns) {
    RoleGradient found = differentiate(loss, steps, value, target, columns);
    Map<String, Vector> gradients = means(found, value);
    return found.combiner() == null
        ? Objects.requireNonNull(gradients.get(""))
        : found.combiner().combine(gradients);
  }

  private static Map<String, Vector> means(RoleGradient found, TabularValue value) {
    Map<String, Vector> gradients = new LinkedHashMap<>();
    found
        .byLoss()
        .forEach((name, sum) -> gradients.put(name, value.vector(sum).times(1 / found.weight())));
    return gradients;
  }

  private RoleGradient differentiate(
      OdiceValue loss, Batch steps, TabularValue value, TabularValue target, Arena columns) {
    CallContext context =
        new CallContext(
            columns, 1, CallContext.NO_ROLES, host.services().components(), "odice test");
    return Objects.requireNonNull(
        host.services()
            .estimation()
            .differentiate(
                loss,
                Map.of("transitions", steps),
                State.empty(),
                role -> role.equals("value") ? value : target,
                context)
            .gradients()
            .get("value"));
  }

  Estimate estimate(Estimator estimator, Batch rows) {
    return host.estimate(estimator, Map.of("transitions", rows), State.empty(), 1, arena);
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
