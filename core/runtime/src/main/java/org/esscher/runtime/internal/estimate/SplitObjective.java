package org.esscher.runtime.internal.estimate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.Context;
import org.esscher.api.CustomObjective;
import org.esscher.api.CustomObjective.Part;
import org.esscher.api.CustomObjective.Result;
import org.esscher.api.EsscherException;
import org.esscher.api.Expr;
import org.esscher.api.State;
import org.esscher.runtime.internal.expression.Exchange;
import org.esscher.runtime.internal.expression.Frame;
import org.esscher.runtime.internal.expression.Joins;
import org.esscher.runtime.internal.expression.ShardTree;
import org.esscher.runtime.internal.progress.PassProgress;

/**
 * An objective in code that declares that its batch may be split: it is computed shard by shard,
 * and its sums are added up over shards in pairs, wherever those are.
 */
final class SplitObjective {
  private static final String VALUES = "values";

  private final CustomObjective objective;
  private final SlotBindings bindings;
  private final Context context;
  private final Frame frame;

  private SplitObjective(
      CustomObjective objective, SlotBindings bindings, Context context, Frame frame) {
    this.objective = objective;
    this.bindings = bindings;
    this.context = context;
    this.frame = frame;
  }

  /** Whether rows may be split: those of one slot, since nothing says how slots go together. */
  static boolean may(CustomObjective objective, Traced traced) {
    return objective.split() != CustomObjective.Split.BATCH && slots(traced).size() == 1;
  }

  private static Set<String> slots(Traced traced) {
    return traced.reachable().stream()
        .map(Expr::slot)
        .filter(Objects::nonNull)
        .collect(Collectors.toSet());
  }

  /**
   * Computes the losses.
   *
   * @param objective the objective
   * @param traced its declaration
   * @param bindings the rows at hand
   * @param data what was declared, of these rows
   * @param context randomness, columns
   * @return sums of all rows, wherever they are; cotangents of these
   */
  static Result of(
      CustomObjective objective,
      Traced traced,
      SlotBindings bindings,
      FilledData data,
      Context context) {
    if (!may(objective, traced)) {
      return bindings.pass(() -> objective.estimate(data, bindings.state(), context));
    }
    Frame frame = bindings.frame(slots(traced).iterator().next());
    boolean whole = bindings.exchange() == Exchange.ALONE && frame.shards().length <= 2;
    return bindings.pass(
        () ->
            whole
                ? objective.estimate(data, bindings.state(), context)
                : new SplitObjective(objective, bindings, context, frame).byShard(traced, data));
  }

  private Result byShard(Traced traced, FilledData data) {
    ShardData shards = new ShardData(traced.reads(), data, bindings, frame, context.columns());
    List<Result> results = new ArrayList<>();
    List<Map<String, List<Column>>> cotangents = new ArrayList<>();
    PassProgress progress = bindings.workers().progress();
    int[] starts = frame.shards();
    for (int shard = 0; shard < shards.count(); shard++) {
      ShardData.Shard rows = shards.shard(shard);
      Result result = objective.estimate(rows, bindings.state(), context);
      if (shard > 0) {
        requireSame(shape(results.get(0)), shape(result));
      }
      results.add(result);
      add(cotangents, result, rows);
      progress.through((long) starts[shard + 1] - starts[shard]);
    }
    return summed(results, cotangents);
  }

  /** What all parts of a batch have in common. */
  private static List<Object> shape(Result result) {
    List<Object> shape = new ArrayList<>();
    for (Part part : result.parts()) {
      shape.addAll(List.of(part.loss(), List.copyOf(part.trains()), part.kind().name()));
      shape.add(List.copyOf(part.cotangents().keySet()));
    }
    for (String name : result.state().numberNames()) {
      shape.addAll(List.of(name, result.state().get(name).length));
    }
    return shape;
  }

  private void requireSame(Object first, Object other) {
    if (!first.equals(other)) {
      throw EsscherException.plugin(
          "%s declares that its batch may be split, but gives %s for one part of it and %s for another: losses, what they train and have cotangents of, and the changes of the state are the same for all",
          objective.getClass().getSimpleName(), first, other);
    }
  }

  private void add(List<Map<String, List<Column>>> all, Result result, ShardData.Shard rows) {
    for (int i = 0; i < result.parts().size(); i++) {
      Part part = result.parts().get(i);
      if (all.size() == i) {
        all.add(new LinkedHashMap<>());
      }
      for (Map.Entry<String, Column> read : part.cotangents().entrySet()) {
        all.get(i)
            .computeIfAbsent(read.getKey(), ignored -> new ArrayList<>())
            .add(shapedLike(rows.get(read.getKey()), read.getValue(), part.loss(), read.getKey()));
      }
    }
  }

  private Column shapedLike(Column shape, Column cotangent, String loss, String read) {
    double[] values = cotangent.toArray();
    int wanted = shape.start(shape.rows()) * shape.width();
    if (values.length != wanted) {
      throw EsscherException.plugin(
          "loss %s gives %d cotangents of %s, which has %d numbers",
          loss, values.length, read, wanted);
    }
    return context.columns().shapedLike(shape, values);
  }

  private Result summed(List<Result> results, List<Map<String, List<Column>>> cotangents) {
    Result first = results.get(0);
    double[] totals = totals(results);
    int next = 0;
    List<Part> parts = new ArrayList<>();
    for (Part part : first.parts()) {
      Map<String, Column> joined = new LinkedHashMap<>();
      cotangents
          .get(parts.size())
          .forEach((read, columns) -> joined.put(read, inStoredOrder(columns)));
      parts.add(
          new Part(
              part.loss(), part.trains(), part.kind(), totals[next++], totals[next++], joined));
    }
    State change = State.empty();
    for (String name : first.state().numberNames()) {
      double[] values = new double[first.state().get(name).length];
      System.arraycopy(totals, next, values, 0, values.length);
      next += values.length;
      change = change.with(name, values);
    }
    return new Result(parts, change);
  }

  /** The sums of all shards of all partitions. */
  private double[] totals(List<Result> results) {
    List<Object> shape = shape(results.get(0));
    int size = numbers(results.get(0)).length;
    ShardTree shards = new ShardTree(Joins.sums(shape.toString(), size));
    for (int shard = 0; shard < results.size(); shard++) {
      shards.add(frame.firstShard() + shard, numbers(results.get(shard)));
    }
    double[] totals = bindings.exchange().reduce(shards);
    requireSame(shape, totals.length == size ? shape : "something else");
    return totals;
  }

  private static double[] numbers(Result result) {
    List<Double> numbers = new ArrayList<>();
    for (Part part : result.parts()) {
      numbers.add(part.sum());
      numbers.add(part.weight());
    }
    for (String name : result.state().numberNames()) {
      for (double value : result.state().get(name)) {
        numbers.add(value);
      }
    }
    return numbers.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private Column inStoredOrder(List<Column> shards) {
    Columns columns = context.columns();
    List<Batch> batches = new ArrayList<>();
    shards.forEach(shard -> batches.add(columns.batch(Map.of(VALUES, shard))));
    Batch all = columns.concat(batches);
    int[] positions = frame.positions();
    return (positions == null ? all : all.take(positions)).column(VALUES);
  }
}
