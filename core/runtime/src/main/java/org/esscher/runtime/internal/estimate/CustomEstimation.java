package org.esscher.runtime.internal.estimate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.CustomObjective;
import org.esscher.api.CustomObjective.Part;
import org.esscher.api.CustomStatistic;
import org.esscher.api.EsscherException;
import org.esscher.api.Estimate;
import org.esscher.api.Estimate.LossEstimate;
import org.esscher.api.Estimate.Quantity;
import org.esscher.api.Expr;
import org.esscher.api.Gradient;
import org.esscher.api.Op;
import org.esscher.api.State;
import org.esscher.runtime.internal.expression.Evaluation;
import org.esscher.runtime.internal.progress.PassProgress;
import org.jspecify.annotations.Nullable;

/** Runs estimators in code. */
final class CustomEstimation {
  private static final int JACKKNIFE_BLOCKS = 20;

  private CustomEstimation() {}

  private static FilledData fill(Traced traced, SlotBindings bindings, Context context) {
    List<Expr> numbers =
        traced.reads().values().stream().filter(read -> read.op() != Op.KEY).toList();
    Evaluation evaluation = bindings.evaluate(numbers, List.of());
    return new FilledData(traced.reads(), evaluation, bindings, context);
  }

  private static CustomObjective.Result result(
      CustomObjective objective, Traced traced, SlotBindings bindings, Context context) {
    FilledData data = fill(traced, bindings, context);
    return SplitObjective.of(objective, traced, bindings, data, context);
  }

  static Estimate estimate(
      CustomObjective objective,
      Traced traced,
      SlotBindings bindings,
      Context context,
      boolean cotangents) {
    return estimate(
        result(objective, traced, bindings, context), traced, bindings, context, cotangents);
  }

  private static Estimate estimate(
      CustomObjective.Result result,
      Traced traced,
      SlotBindings bindings,
      Context context,
      boolean reported) {
    Map<String, LossEstimate> losses = new LinkedHashMap<>();
    for (Part part : result.parts()) {
      if (!(part.weight() > 0)) {
        throw EsscherException.plugin(
            "loss %s: weight %s; a weight must be above 0", part.loss(), part.weight());
      }
      double value = Estimation.number("loss " + part.loss(), part.sum() / part.weight());
      Map<String, Map<String, Column>> cotangents = new LinkedHashMap<>();
      part.cotangents()
          .forEach(
              (read, column) -> {
                Expr leaf = output(traced, part, read);
                double[] values = column.toArray();
                for (int i = 0; i < values.length; i++) {
                  values[i] /= part.weight();
                }
                Estimation.requireFinite(part.loss(), leaf, values);
                if (reported) {
                  cotangents
                      .computeIfAbsent(
                          Objects.requireNonNull(leaf.slot()), ignored -> new LinkedHashMap<>())
                      .put(leaf.column(), context.columns().shapedLike(column, values));
                }
              });
      losses.put(
          part.loss(), new LossEstimate(value, part.weight(), Double.NaN, part.kind(), cotangents));
    }
    return new Estimate(
        losses, Map.of(), Map.of(), Map.of(), merged(bindings.state(), result.state()));
  }

  private static Expr output(Traced traced, Part part, String read) {
    Expr expr = traced.reads().get(read);
    if (expr == null || !Traced.leadsTo(expr, part.trains())) {
      throw EsscherException.plugin(
          "loss %s gives cotangents of %s, which neither is an output of a role that it trains (%s)"
              + " nor is computed from one",
          part.loss(), read, part.trains());
    }
    return expr;
  }

  private static State merged(State before, State change) {
    State after = before;
    for (String name : change.numberNames()) {
      double[] sum = change.get(name);
      for (double value : sum) {
        Estimation.number("the update of state " + name, value);
      }
      if (before.has(name)) {
        double[] old = before.get(name);
        for (int i = 0; i < sum.length; i++) {
          sum[i] += old[i];
        }
      }
      after = after.with(name, sum);
    }
    return after;
  }

  static Differentiated differentiate(
      CustomObjective objective,
      Traced traced,
      SlotBindings bindings,
      ModelOutputs outputs,
      Context context) {
    CustomObjective.Result result = result(objective, traced, bindings, context);
    Estimate estimate = estimate(result, traced, bindings, context, false);
    estimate.losses().forEach(Estimation::requireFiniteLoss);
    Map<String, RoleGradient> gradients = new LinkedHashMap<>();
    Set<String> left = new LinkedHashSet<>();
    result.parts().forEach(part -> left.addAll(part.trains()));
    while (!left.isEmpty()) {
      String first = left.iterator().next();
      Set<String> shared = outputs.sharing(left, first);
      gradients.put(first, gradient(shared, result.parts(), traced, outputs));
      left.removeAll(shared);
    }
    return new Differentiated(estimate, gradients);
  }

  private static RoleGradient gradient(
      Set<String> roles, List<Part> parts, Traced traced, ModelOutputs outputs) {
    List<Part> training =
        parts.stream().filter(part -> roles.stream().anyMatch(part.trains()::contains)).toList();
    double weight = training.get(0).weight();
    Map<Expr, Column> cotangents = new LinkedHashMap<>();
    for (Part part : training) {
      if (part.weight() != weight) {
        throw EsscherException.plugin(
            "losses %s and %s of %s have weights %s and %s; give them the same weight",
            training.get(0).loss(), part.loss(), roles, weight, part.weight());
      }
      part.cotangents()
          .forEach(
              (read, column) -> cotangents.merge(output(traced, part, read), column, outputs::sum));
    }
    Gradient gradient = outputs.pullback(cotangents, roles);
    if (gradient == null) {
      throw EsscherException.plugin("no loss gives cotangents to %s, which it trains", roles);
    }
    return new RoleGradient(Map.of("", gradient), weight, null);
  }

  static Estimate estimate(
      CustomStatistic statistic,
      Traced traced,
      SlotBindings bindings,
      Context context,
      boolean standardErrors) {
    FilledData data = fill(traced, bindings, context);
    Map<String, Double> whole = bindings.pass(() -> statistic.evaluate(data, context));
    Map<String, Quantity> statistics = new LinkedHashMap<>();
    List<Map<String, Double>> parts =
        standardErrors ? leaveOut(statistic, traced, bindings, context) : List.of();
    whole.forEach(
        (name, value) -> {
          if (value.isNaN()) {
            throw EsscherException.data("%s is not a number", name);
          }
          statistics.put(name, new Quantity(value, jackknife(name, parts)));
        });
    return new Estimate(
        Map.of(), statistics, Map.of(), curves(statistic, data, context), bindings.state());
  }

  private static Map<String, Column> curves(
      CustomStatistic statistic, FilledData data, Context context) {
    Map<String, Column> columns = statistic.columns(data, context);
    columns.forEach(
        (name, column) -> {
          double[] values = column.isText() ? new double[0] : column.toArray();
          for (int i = 0; i < values.length; i++) {
            if (Double.isNaN(values[i])) {
              throw EsscherException.data("%s is not a number at element %d", name, i);
            }
          }
        });
    return columns;
  }

  /**
   * The statistic without each of some blocks of units (rows, or groups where the slot is grouped);
   * nothing when it is not defined without one of them.
   */
  private static List<Map<String, Double>> leaveOut(
      CustomStatistic statistic, Traced traced, SlotBindings bindings, Context context) {
    List<String> slots =
        traced.reachable().stream().map(Expr::slot).filter(Objects::nonNull).distinct().toList();
    List<Map<String, Double>> parts = new ArrayList<>();
    if (slots.size() != 1) {
      return parts;
    }
    String slot = slots.get(0);
    int[] unit =
        new FilledData(Map.of(), bindings.evaluate(List.of(), List.of()), bindings, context)
            .groups(slot);
    int blocks = Math.min(JACKKNIFE_BLOCKS, Arrays.stream(unit).max().orElse(0) + 1);
    if (blocks < 2) {
      return parts;
    }
    PassProgress progress = bindings.workers().progress();
    // Each row is in all blocks' evaluations but one.
    progress.begin((blocks - 1L) * unit.length);
    for (int block = 0; block < blocks; block++) {
      int out = block;
      int[] kept =
          IntStream.range(0, unit.length).filter(row -> unit[row] % blocks != out).toArray();
      Map<String, Batch> rest = Map.of(slot, bindings.batch(slot).take(kept));
      SlotBindings without =
          new SlotBindings(
              traced,
              rest,
              bindings.state(),
              null,
              bindings.workers().followedBy(PassProgress.none()),
              context.columns(),
              Portion.WHOLE);
      try {
        parts.add(statistic.evaluate(fill(traced, without, context), context));
        progress.through(kept.length);
      } catch (EsscherException notDefined) {
        return List.of();
      }
    }
    return parts;
  }

  private static double jackknife(String name, List<Map<String, Double>> parts) {
    int blocks = parts.size();
    if (blocks < 2) {
      return Double.NaN;
    }
    double[] values = parts.stream().mapToDouble(part -> value(part, name)).toArray();
    double mean = Arrays.stream(values).average().orElse(Double.NaN);
    double squares = Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum();
    return Math.sqrt(squares * (blocks - 1) / blocks);
  }

  private static double value(Map<String, Double> part, String name) {
    @Nullable Double value = part.get(name);
    return value == null ? Double.NaN : value;
  }
}
