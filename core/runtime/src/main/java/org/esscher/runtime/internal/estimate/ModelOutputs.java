package org.esscher.runtime.internal.estimate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.EsscherException;
import org.esscher.api.Expr;
import org.esscher.api.Forward;
import org.esscher.api.Gradient;
import org.esscher.api.Level;
import org.esscher.api.Model;
import org.esscher.api.Op;
import org.esscher.api.Vectored;
import org.esscher.data.Nearest;
import org.esscher.runtime.internal.expression.Evaluation;
import org.esscher.runtime.internal.expression.Exchange;
import org.esscher.runtime.internal.expression.Frame;
import org.esscher.runtime.internal.expression.Gathered;
import org.esscher.runtime.internal.expression.Interner;
import org.jspecify.annotations.Nullable;

/**
 * Fills model outputs by running models, each once for all outputs with the same inputs, and pulls
 * cotangents back through them in the opposite order: to the parameters of the role that is
 * trained, and through inputs that are bound to other outputs to the models that made those.
 */
final class ModelOutputs implements AutoCloseable {
  private final Models models;
  private final Context context;
  private final Portion portion;
  private final Set<Expr> expressions;
  private final Interner interner = new Interner();
  private final Map<String, Pass> passes = new LinkedHashMap<>();
  private final Map<Integer, Column> inputGradients = new HashMap<>();
  private final List<Model> distinct = new ArrayList<>();

  ModelOutputs(Traced traced, Models models, Context context, Portion portion) {
    this.portion = portion;
    this.models = models;
    this.context = context;
    this.expressions = traced.reachable();
  }

  /** The values of an output or input gradient. */
  Column column(Expr leaf, SlotBindings bindings) {
    if (leaf.op() == Op.INPUT_GRADIENT) {
      return inputGradient(leaf, bindings);
    }
    return pass(leaf, bindings).forward.output(leaf.name());
  }

  private Pass pass(Expr leaf, SlotBindings bindings) {
    String key = key(leaf);
    Pass pass = passes.get(key);
    if (pass == null) {
      pass = run(leaf, bindings);
      // Put in after the passes that its inputs needed, so that the reverse order is the way back.
      passes.put(key, pass);
    }
    return pass;
  }

  private String key(Expr leaf) {
    Map<String, Integer> bound = new TreeMap<>();
    leaf.at().forEach((input, from) -> bound.put(input, interner.id(from)));
    return leaf.slot()
        + '|'
        + number(leaf.role())
        + '|'
        + (leaf.level() == Level.BATCH)
        + '|'
        + bound;
  }

  /**
   * Roles that share a model share its passes, so that a pass is pulled back once for all of them.
   */
  private int number(String role) {
    Model model = models.model(role);
    for (int i = 0; i < distinct.size(); i++) {
      if (distinct.get(i) == model) {
        return i;
      }
    }
    distinct.add(model);
    return distinct.size() - 1;
  }

  /** The roles of some that have the same model as the first. */
  Set<String> sharing(Iterable<String> roles, String first) {
    Set<String> shared = new LinkedHashSet<>();
    for (String role : roles) {
      if (number(role) == number(first)) {
        shared.add(role);
      }
    }
    return shared;
  }

  private Pass run(Expr leaf, SlotBindings bindings) {
    String slot = Objects.requireNonNull(leaf.slot());
    Batch batch = bindings.batch(slot);
    Map<String, Bound> bound = new LinkedHashMap<>();
    for (Map.Entry<String, Expr> input : leaf.at().entrySet()) {
      Bound values = bind(input.getValue(), bindings);
      bound.put(input.getKey(), values);
      batch = batch.with(input.getKey(), values.column);
    }
    boolean one = leaf.level() == Level.BATCH;
    if (one) {
      batch = bound.isEmpty() ? bindings.firstRow(slot) : batch.take(0);
    }
    Model model = models.model(leaf.role());
    requireInputs(leaf, model, batch);
    Set<String> wanted = outputs(leaf);
    if (!model.outputs().containsAll(wanted)) {
      throw EsscherException.user(
          "the estimator asks %s for %s, but its model computes %s",
          leaf.role(), wanted, model.outputs());
    }
    boolean frozen = isFrozen(leaf, bound.values());
    Context call = frozen ? new FrozenContext(context) : context;
    Frame frame = bindings.frame(slot);
    boolean sharded =
        !one
            && frame.shards().length > 2
            && !cutsGroups(model, batch, frame.groupKey())
            && (frozen || model.as(Vectored.class).isPresent());
    Forward forward =
        sharded
            ? new ShardedForward(model, batch, frame, wanted, call)
            : model.forward(batch, wanted, call);
    int shard = one ? 0 : frame.firstShard();
    return new Pass(leaf.role(), forward, bound, model, shard, !one || portion.first());
  }

  /** Whether shards of a slot would tear rows apart that the model looks at together. */
  static boolean cutsGroups(Model model, Batch batch, @Nullable String groupKey) {
    return model.groupedBy(batch.names()).filter(group -> !group.equals(groupKey)).isPresent();
  }

  /** A snapshot's outputs at stored columns, of which no input gradient is asked for. */
  private boolean isFrozen(Expr leaf, Collection<Bound> bound) {
    String key = key(leaf);
    return leaf.role().contains("@")
        && bound.stream().allMatch(input -> input.evaluation == null)
        && expressions.stream()
            .noneMatch(
                expr -> expr.op() == Op.INPUT_GRADIENT && key(expr.args().get(0)).equals(key));
  }

  private static void requireInputs(Expr leaf, Model model, Batch batch) {
    for (String input : model.inputs()) {
      if (!batch.has(input)) {
        throw EsscherException.data(
            "the model of %s reads column '%s', which slot %s lacks: add it, or rename the one that"
                + " holds it; %s",
            leaf.role(), input, leaf.slot(), Nearest.among(batch.names(), input));
      }
    }
  }

  private Set<String> outputs(Expr leaf) {
    String key = key(leaf);
    Set<String> names = new TreeSet<>();
    for (Expr expr : expressions) {
      if (expr.op() == Op.OUTPUT && key(expr).equals(key)) {
        names.add(expr.name());
      }
    }
    return names;
  }

  private Bound bind(Expr from, SlotBindings bindings) {
    if (from.op() == Op.COLUMN) {
      Batch batch = bindings.batch(Objects.requireNonNull(from.slot()));
      return new Bound(from, batch.column(from.name()), null);
    }
    Evaluation evaluation = bindings.evaluate(List.of(from), List.of());
    Gathered values = evaluation.gather(from);
    return new Bound(from, shaped(values), evaluation);
  }

  private Column shaped(Gathered values) {
    return ShapedColumns.of(values, context);
  }

  private Column inputGradient(Expr leaf, SlotBindings bindings) {
    int id = interner.id(leaf);
    Column column = inputGradients.get(id);
    if (column == null) {
      Expr output = leaf.args().get(0);
      Pass pass = pass(output, bindings);
      double[] ones = pass.forward.output(output.name()).toArray();
      Arrays.fill(ones, 1);
      Map<String, Column> cotangents =
          Map.of(
              output.name(),
              context.columns().shapedLike(pass.forward.output(output.name()), ones));
      column =
          input(pass.forward.pullback(cotangents, Set.of(leaf.name())), leaf.name(), output.role());
      inputGradients.put(id, column);
    }
    return column;
  }

  private static Column input(Forward.Pullback pullback, String input, String role) {
    Column column = pullback.inputs().get(input);
    if (column == null) {
      throw EsscherException.user(
          "the model of %s gives no derivative with respect to its input %s; choose one with InputGradient",
          role, input);
    }
    return column;
  }

  /**
   * Pulls cotangents back.
   *
   * @param cotangents of output leaves, shaped like their columns
   * @param roles the roles, of one model, whose gradient is wanted
   * @return the gradient, or null when nothing reached the roles
   */
  @Nullable Gradient pullback(Map<Expr, Column> cotangents, Set<String> roles) {
    Map<String, Map<String, Column>> pending = new HashMap<>();
    cotangents.forEach((leaf, values) -> add(pending, leaf, values));
    Map<Integer, Gradient> byPass = new LinkedHashMap<>();
    boolean reached = false;
    List<Map.Entry<String, Pass>> order = new ArrayList<>(passes.entrySet());
    for (int i = order.size() - 1; i >= 0; i--) {
      Map<String, Column> here = pending.get(order.get(i).getKey());
      if (here == null) {
        continue;
      }
      Pass pass = order.get(i).getValue();
      Forward.Pullback pulled =
          pass.forward.pullback(shaped(pass.forward, here), chained(pass, roles));
      if (roles.contains(pass.role)) {
        reached = true;
        if (pass.counts) {
          byPass.put(i, pulled.gradient());
        }
      }
      for (String input : chained(pass, roles)) {
        Bound bound = Objects.requireNonNull(pass.bound.get(input));
        double[] seed = input(pulled, input, pass.role).toArray();
        Objects.requireNonNull(bound.evaluation)
            .cotangents(bound.expr, seed, leaf -> Traced.leadsTo(leaf, roles))
            .forEach((leaf, found) -> add(pending, leaf, found.column()));
      }
    }
    return reached ? total(byPass) : null;
  }

  /** The sum of passes over all rows; of shards, once one pass is sharded or rows are elsewhere. */
  private Gradient total(Map<Integer, Gradient> byPass) {
    if (portion.exchange() == Exchange.ALONE
        && byPass.values().stream().noneMatch(ShardGradient.class::isInstance)) {
      return byPass.values().stream().reduce(Gradient::plus).orElseThrow();
    }
    ShardGradient total = ShardGradient.none();
    List<Pass> order = new ArrayList<>(passes.values());
    for (Map.Entry<Integer, Gradient> pass : byPass.entrySet()) {
      ShardGradient shards =
          pass.getValue() instanceof ShardGradient sharded
              ? sharded
              : ofShard(order.get(pass.getKey()), pass.getValue());
      total = total.plus(shards.ofPass(pass.getKey()));
    }
    return total;
  }

  private static ShardGradient ofShard(Pass pass, Gradient gradient) {
    ShardGradient sum = ShardGradient.none();
    sum.add(pass.shard, vector(pass.model, gradient));
    return sum;
  }

  private static double[] vector(Model model, Gradient gradient) {
    return model
        .as(Vectored.class)
        .orElseThrow(
            () ->
                EsscherException.user(
                    "a model without a parameter vector is trained together with models over more than %d rows; give it smaller batches",
                    Frame.SHARD_ROWS))
        .vector(gradient)
        .toArray();
  }

  private static Set<String> chained(Pass pass, Set<String> roles) {
    Set<String> inputs = new TreeSet<>();
    pass.bound.forEach(
        (input, bound) -> {
          boolean leads =
              Traced.reachable(List.of(bound.expr)).stream()
                  .anyMatch(leaf -> Traced.leadsTo(leaf, roles));
          if (leads && bound.evaluation != null) {
            inputs.add(input);
          }
        });
    return inputs;
  }

  private void add(Map<String, Map<String, Column>> pending, Expr leaf, Column values) {
    pending
        .computeIfAbsent(key(leaf), ignored -> new TreeMap<>())
        .merge(leaf.name(), values, this::sum);
  }

  /** The sum of two columns of as many numbers. */
  Column sum(Column left, Column right) {
    return ShapedColumns.sum(left, right, context);
  }

  /** Cotangents that code gave may have the numbers of an output, but not its shape. */
  private Map<String, Column> shaped(Forward forward, Map<String, Column> cotangents) {
    Map<String, Column> columns = new TreeMap<>();
    cotangents.forEach(
        (output, values) -> {
          Column shape = forward.output(output);
          boolean alike = shape.ragged() == values.ragged() && shape.width() == values.width();
          for (int row = 0; alike && row <= shape.rows(); row++) {
            alike = values.rows() == shape.rows() && shape.start(row) == values.start(row);
          }
          columns.put(
              output, alike ? values : context.columns().shapedLike(shape, values.toArray()));
        });
    return columns;
  }

  @Override
  public void close() {
    passes.values().forEach(pass -> pass.forward.close());
  }

  /** One run of a model; its gradient counts unless another partition makes the same run. */
  private record Pass(
      String role,
      Forward forward,
      Map<String, Bound> bound,
      Model model,
      int shard,
      boolean counts) {}

  /** A model input taken from an expression; no evaluation where it is a stored column. */
  private record Bound(Expr expr, Column column, @Nullable Evaluation evaluation) {}
}
