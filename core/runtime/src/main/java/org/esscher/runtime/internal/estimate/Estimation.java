package org.esscher.runtime.internal.estimate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Combiner;
import org.esscher.api.Context;
import org.esscher.api.CustomObjective;
import org.esscher.api.CustomStatistic;
import org.esscher.api.Data;
import org.esscher.api.EsscherException;
import org.esscher.api.Estimate;
import org.esscher.api.Estimate.LossEstimate;
import org.esscher.api.Estimate.Quantity;
import org.esscher.api.Estimator;
import org.esscher.api.Expr;
import org.esscher.api.Gradient;
import org.esscher.api.Learner;
import org.esscher.api.Level;
import org.esscher.api.Loss;
import org.esscher.api.Op;
import org.esscher.api.Requirement;
import org.esscher.api.State;
import org.esscher.runtime.internal.expression.Evaluation;
import org.esscher.runtime.internal.expression.Evaluation.Differential;
import org.esscher.runtime.internal.expression.Frame;
import org.esscher.runtime.internal.expression.Gathered;
import org.esscher.runtime.internal.expression.LeafCotangent;
import org.esscher.runtime.internal.expression.Workers;
import org.esscher.runtime.internal.progress.PassProgress;
import org.jspecify.annotations.Nullable;

/**
 * Runs estimators on batches. Keeps nothing of these between calls, only what it compiled of the
 * estimators; thread-safe.
 */
public final class Estimation {
  private final Workers workers;
  private final TracedEstimators declarations;

  /** Runs on the calling thread alone. */
  public Estimation() {
    this(Workers.callerOnly());
  }

  /**
   * Runs on several threads, with the same results.
   *
   * @param workers the threads; the caller's
   */
  public Estimation(Workers workers) {
    this(workers, new TracedEstimators());
  }

  private Estimation(Workers workers, TracedEstimators declarations) {
    this.workers = workers;
    this.declarations = declarations;
  }

  /**
   * The same, with somebody who follows the passes over rows.
   *
   * @param progress counts them
   * @return another one
   */
  public Estimation followedBy(PassProgress progress) {
    return new Estimation(workers.followedBy(progress), declarations);
  }

  /**
   * Estimates, with cotangents of each loss with respect to the outputs that it trains.
   *
   * @param estimator an objective or statistic
   * @param slots the batches by slot
   * @param state the estimator's state before them
   * @param models where model outputs come from; null to read them from columns of their names
   * @param context columns, randomness
   * @param standardErrors whether they are wanted; without, they are NaN
   * @return what it found
   */
  public Estimate estimate(
      Estimator estimator,
      Map<String, Batch> slots,
      State state,
      @Nullable Models models,
      Context context,
      boolean standardErrors) {
    if (estimator instanceof Learner) {
      throw EsscherException.user("%s fits a model; it is fitted, not estimated", estimator);
    }
    Traced traced = declarations.of(estimator);
    try (ModelOutputs outputs =
        models == null ? null : new ModelOutputs(traced, models, context, Portion.WHOLE)) {
      SlotBindings bindings =
          new SlotBindings(
              traced, slots, state, outputs, workers, context.columns(), Portion.WHOLE);
      if (estimator instanceof CustomObjective custom) {
        return CustomEstimation.estimate(custom, traced, bindings, context, models == null);
      }
      if (estimator instanceof CustomStatistic custom) {
        return CustomEstimation.estimate(custom, traced, bindings, context, standardErrors);
      }
      Map<String, Differential> wanted = outputs == null ? traced.differentials() : Map.of();
      Evaluation evaluation = evaluate(traced, bindings, List.copyOf(wanted.values()));
      return estimate(traced, evaluation, bindings, context, standardErrors, wanted);
    }
  }

  private static Estimate estimate(
      Traced traced,
      Evaluation evaluation,
      SlotBindings bindings,
      Context context,
      boolean standardErrors,
      Map<String, Differential> differentials) {
    Map<Expr, Double> errors = standardErrors ? errors(traced, evaluation, bindings) : Map.of();
    Map<String, LossEstimate> losses = new LinkedHashMap<>();
    for (Loss loss : traced.losses().losses()) {
      Differential differential = differentials.get(loss.name());
      losses.put(
          loss.name(),
          new LossEstimate(
              number("loss " + loss.name(), evaluation.value(loss.value())),
              weight(loss, evaluation, bindings),
              errors.getOrDefault(loss.value(), Double.NaN),
              loss.kind(),
              differential == null
                  ? Map.of()
                  : cotangents(loss, evaluation.cotangents(differential), context)));
    }
    Map<String, Quantity> statistics = new LinkedHashMap<>();
    Map<String, Column> columns = new LinkedHashMap<>();
    traced
        .quantities()
        .forEach(
            (name, expr) -> {
              if (expr.level() == Level.BATCH) {
                statistics.put(
                    name,
                    new Quantity(
                        number(name, evaluation.value(expr)),
                        errors.getOrDefault(expr, Double.NaN)));
              } else {
                Gathered gathered = evaluation.gather(expr);
                for (double value : gathered.values()) {
                  number(name, value);
                }
                columns.put(name, ShapedColumns.of(gathered, context));
              }
            });
    return new Estimate(
        losses,
        statistics,
        metrics(traced, evaluation),
        columns,
        next(traced, evaluation, bindings));
  }

  /** The standard errors of all values at once: partitions exchange once a slot. */
  private static Map<Expr, Double> errors(
      Traced traced, Evaluation evaluation, SlotBindings bindings) {
    List<Expr> values = new ArrayList<>();
    traced.losses().losses().forEach(loss -> values.add(loss.value()));
    traced.quantities().values().stream()
        .filter(expr -> expr.level() == Level.BATCH)
        .forEach(values::add);
    double[] found = StandardErrors.of(values, evaluation, bindings);
    Map<Expr, Double> errors = new HashMap<>();
    for (int i = 0; i < found.length; i++) {
      errors.put(values.get(i), found[i]);
    }
    return errors;
  }

  private static Map<String, Double> metrics(Traced traced, Evaluation evaluation) {
    Map<String, Double> metrics = new LinkedHashMap<>();
    traced
        .losses()
        .metrics()
        .forEach(
            (name, expr) -> metrics.put(name, number("metric " + name, evaluation.value(expr))));
    return metrics;
  }

  private static State next(Traced traced, Evaluation evaluation, SlotBindings bindings) {
    return Updates.apply(traced.losses().updates(), bindings.state(), evaluation, bindings);
  }

  private static Evaluation evaluate(
      Traced traced, SlotBindings bindings, List<Differential> expected) {
    Evaluation evaluation = bindings.evaluate(traced.evaluated(), expected);
    for (Requirement requirement : traced.losses().requirements()) {
      demand(requirement, evaluation, bindings);
    }
    return evaluation;
  }

  private static void demand(
      Requirement requirement, Evaluation evaluation, SlotBindings bindings) {
    Expr condition = requirement.condition();
    if (condition.level() == Level.BATCH) {
      if (evaluation.value(condition) == 0) {
        throw EsscherException.data(requirement.message());
      }
      return;
    }
    Gathered met = evaluation.gather(condition);
    List<Integer> rows = new ArrayList<>();
    Frame frame = bindings.frame(Objects.requireNonNull(condition.slot()));
    for (int i = 0; i < met.values().length; i++) {
      if (met.values()[i] == 0) {
        rows.add(row(met, frame, i));
      }
    }
    if (!rows.isEmpty()) {
      throw EsscherException.data(
          "%s (slot %s, row%s %s%s)",
          requirement.message(),
          frame.slot(),
          rows.size() == 1 ? "" : "s",
          rows.size() == 1 ? rows.get(0) : rows.subList(0, Math.min(rows.size(), 5)),
          rows.size() <= 5 ? "" : " and " + (rows.size() - 5) + " more");
    }
  }

  private static int row(Gathered gathered, Frame frame, int element) {
    return switch (gathered.level()) {
      case GROUP -> frame.row(frame.groupStart(element));
      case TOKEN -> {
        int at = Arrays.binarySearch(gathered.start(), element);
        yield at >= 0 ? at : -at - 2;
      }
      default -> element;
    };
  }

  static double number(String what, double value) {
    if (Double.isNaN(value)) {
      throw EsscherException.data(
          "%s is not a number: the batch holds a case that it is not defined for (an empty or one-row group, 0/0, ∞ − ∞, a sum beyond 1.8e308)",
          what);
    }
    return value;
  }

  private static double weight(Loss loss, Evaluation evaluation, SlotBindings bindings) {
    return Traced.count(loss)
        .map(evaluation::value)
        .orElseGet(() -> slotWeight(List.of(loss.value()), bindings));
  }

  private static double slotWeight(List<Expr> roots, SlotBindings bindings) {
    Set<String> slots = new TreeSet<>();
    for (Expr expr : Traced.reachable(roots)) {
      if (expr.op() == Op.OUTPUT && expr.slot() != null) {
        slots.add(expr.slot());
      }
    }
    return slots.stream()
        .mapToDouble(slot -> bindings.frame(slot).totalWeight(bindings.exchange()))
        .sum();
  }

  private static Map<String, Map<String, Column>> cotangents(
      Loss loss, Map<Expr, LeafCotangent> cotangents, Context context) {
    Map<String, Map<String, Column>> bySlot = new TreeMap<>();
    cotangents.forEach(
        (leaf, cotangent) ->
            bySlot
                .computeIfAbsent(Objects.requireNonNull(leaf.slot()), ignored -> new TreeMap<>())
                // One output may be read at several levels.
                .merge(
                    leaf.column(),
                    finite(loss, leaf, cotangent),
                    (one, other) -> ShapedColumns.sum(one, other, context)));
    return bySlot;
  }

  private static Column finite(Loss loss, Expr leaf, LeafCotangent cotangent) {
    Column column = cotangent.column();
    if (cotangent.suspected()) {
      requireFinite(loss.name(), leaf, column.toArray());
    }
    return column;
  }

  static void requireFinite(String loss, Expr leaf, double[] values) {
    for (int i = 0; i < values.length; i++) {
      if (!Double.isFinite(values[i])) {
        throw EsscherException.data(
            "loss %s: the cotangent of %s is %s at element %d; the loss has no finite derivative there",
            loss, leaf.column(), values[i], i);
      }
    }
  }

  /**
   * Estimates and pulls the losses' cotangents back to the parameters of the roles that they train.
   *
   * @param estimator an objective
   * @param slots the batches by slot
   * @param state the estimator's state before them
   * @param models the roles' models
   * @param context columns, randomness
   * @return values, the next state, gradients of sums by role
   * @throws EsscherException (DATA) when a loss is not finite
   */
  public Differentiated differentiate(
      Estimator estimator, Map<String, Batch> slots, State state, Models models, Context context) {
    Traced traced = declarations.of(estimator);
    try (ModelOutputs outputs = new ModelOutputs(traced, models, context, Portion.WHOLE)) {
      SlotBindings bindings =
          new SlotBindings(
              traced, slots, state, outputs, workers, context.columns(), Portion.WHOLE);
      if (estimator instanceof CustomObjective custom) {
        return CustomEstimation.differentiate(custom, traced, bindings, outputs, context);
      }
      return differentiate(traced, bindings, outputs, context);
    }
  }

  private static Differentiated differentiate(
      Traced traced, SlotBindings bindings, ModelOutputs outputs, Context context) {
    List<Descent> descents = descents(traced, bindings, outputs);
    List<Differential> expected =
        descents.stream().flatMap(descent -> descent.differentials().stream()).toList();
    Evaluation evaluation = evaluate(traced, bindings, expected);
    Estimate estimate = estimate(traced, evaluation, bindings, context, false, Map.of());
    estimate.losses().forEach(Estimation::requireFiniteLoss);
    Map<String, RoleGradient> gradients = new LinkedHashMap<>();
    for (Descent descent : descents) {
      gradients.put(descent.role(), gradient(descent, evaluation, outputs));
    }
    return new Differentiated(estimate, gradients);
  }

  /**
   * What one partition of the rows does of an estimation.
   *
   * @param traced what is computed
   * @param code the objective that it is the declaration of, where that is in code
   * @param slots whole shards of the slots' rows
   * @param state the estimator's state before
   * @param models the roles' models; null to read outputs from columns of their names
   * @param context columns
   * @param portion tells what the others found
   * @param differentiates whether gradients are wanted, instead of standard errors
   * @return values of all rows, gradients of these
   */
  Differentiated partition(
      Traced traced,
      @Nullable CustomObjective code,
      Map<String, Batch> slots,
      State state,
      @Nullable Models models,
      Context context,
      Portion portion,
      boolean differentiates) {
    try (ModelOutputs outputs =
        models == null ? null : new ModelOutputs(traced, models, context, portion)) {
      SlotBindings bindings =
          new SlotBindings(traced, slots, state, outputs, workers, context.columns(), portion);
      if (differentiates && outputs != null) {
        return code == null
            ? differentiate(traced, bindings, outputs, context)
            : CustomEstimation.differentiate(code, traced, bindings, outputs, context);
      }
      if (code != null) {
        return new Differentiated(
            CustomEstimation.estimate(code, traced, bindings, context, false), Map.of());
      }
      Evaluation evaluation = evaluate(traced, bindings, List.of());
      Estimate estimate = estimate(traced, evaluation, bindings, context, true, Map.of());
      return new Differentiated(estimate, Map.of());
    }
  }

  private static List<Descent> descents(
      Traced traced, SlotBindings bindings, ModelOutputs outputs) {
    List<Descent> descents = new ArrayList<>();
    Set<String> left = roles(traced);
    while (!left.isEmpty()) {
      String first = left.iterator().next();
      Set<String> shared = outputs.sharing(left, first);
      List<Loss> losses =
          traced.losses().losses().stream()
              .filter(loss -> shared.stream().anyMatch(loss.trains()::contains))
              .toList();
      double weight = slotWeight(losses.stream().map(Loss::descend).toList(), bindings);
      Combiner combiner =
          shared.stream()
              .map(traced.losses().combiners()::get)
              .filter(Objects::nonNull)
              .findFirst()
              .orElse(null);
      descents.add(Descent.of(first, shared, losses, weight, combiner));
      left.removeAll(shared);
    }
    return descents;
  }

  static void requireFiniteLoss(String name, LossEstimate loss) {
    if (!Double.isFinite(loss.value())) {
      throw EsscherException.data(
          "loss %s is %s; training can't go on from it", name, loss.value());
    }
  }

  /** The roles that losses train, sorted: a loss names them in no order. */
  static Set<String> roles(Traced traced) {
    Set<String> roles = new TreeSet<>();
    traced.losses().losses().forEach(loss -> roles.addAll(loss.trains()));
    return roles;
  }

  private static RoleGradient gradient(
      Descent descent, Evaluation evaluation, ModelOutputs outputs) {
    Map<String, Gradient> byLoss = new LinkedHashMap<>();
    for (Descent.Part part : descent.parts()) {
      byLoss.put(part.name(), pullback(descent.roles(), part, evaluation, outputs));
    }
    return new RoleGradient(byLoss, descent.weight(), descent.combiner());
  }

  /**
   * Pulls the losses' cotangents back at once; each loss reaches the outputs of the roles that it
   * trains.
   */
  private static Gradient pullback(
      Set<String> roles, Descent.Part part, Evaluation evaluation, ModelOutputs outputs) {
    Loss first = part.losses().get(0);
    Map<Expr, Column> all = new LinkedHashMap<>();
    for (Differential differential : part.differentials()) {
      evaluation
          .cotangents(differential)
          .forEach(
              (leaf, cotangent) -> all.merge(leaf, finite(first, leaf, cotangent), outputs::sum));
    }
    Gradient gradient = outputs.pullback(all, roles);
    if (gradient == null) {
      throw EsscherException.plugin(
          "loss %s trains %s, but does not depend on any of its outputs", first.name(), roles);
    }
    return gradient;
  }

  /**
   * Evaluates what a learner declared.
   *
   * @param learner the learner
   * @param slots the batches by slot
   * @param models the roles' models, or null to read outputs from columns
   * @param context columns, randomness
   * @return the data that its {@code fit} takes
   */
  public Data fill(
      Learner learner, Map<String, Batch> slots, @Nullable Models models, Context context) {
    Traced traced = declarations.of(learner);
    try (ModelOutputs outputs =
        models == null ? null : new ModelOutputs(traced, models, context, Portion.WHOLE)) {
      SlotBindings bindings =
          new SlotBindings(
              traced, slots, State.empty(), outputs, workers, context.columns(), Portion.WHOLE);
      return new FilledData(
          traced.reads(), evaluate(traced, bindings, List.of()), bindings, context);
    }
  }

  /**
   * Fits a learner.
   *
   * @param learner the learner
   * @param slots the batches by slot
   * @param previous its last fit, or an empty state
   * @param models the roles' models, or null to read outputs from columns
   * @param context columns, randomness; who follows the work is told by it how far the learner is
   * @return the fitted state
   * @throws EsscherException (DATA) when it holds what is not a number
   */
  public State fit(
      Learner learner,
      Map<String, Batch> slots,
      State previous,
      @Nullable Models models,
      Context context) {
    Data data = fill(learner, slots, models, context);
    workers.progress().begin(slots.values().stream().mapToLong(Batch::rows).sum());
    State fitted = learner.fit(data, previous, context);
    workers.progress().reached(1);
    for (String name : fitted.numberNames()) {
      for (double value : fitted.get(name)) {
        if (Double.isNaN(value)) {
          throw EsscherException.data(
              "the fit of %s holds %s, which is not a number: its rows hold a case that it is not defined for (no weight, 0/0, numbers whose sum is infinite)",
              learner.getClass().getSimpleName(), name);
        }
      }
    }
    return fitted;
  }

  /**
   * What an estimator asks for.
   *
   * @param estimator any estimator
   * @return its slots, columns, outputs, states
   */
  public Requirements requirements(Estimator estimator) {
    return Declaration.of(declarations.of(estimator));
  }
}
