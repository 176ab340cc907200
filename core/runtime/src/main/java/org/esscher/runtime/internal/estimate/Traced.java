package org.esscher.runtime.internal.estimate;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.esscher.api.CustomObjective;
import org.esscher.api.CustomStatistic;
import org.esscher.api.EsscherException;
import org.esscher.api.Estimator;
import org.esscher.api.Expr;
import org.esscher.api.Learner;
import org.esscher.api.Level;
import org.esscher.api.Loss;
import org.esscher.api.Losses;
import org.esscher.api.Objective;
import org.esscher.api.Op;
import org.esscher.api.Requirement;
import org.esscher.api.Statistic;
import org.esscher.api.Update;
import org.esscher.runtime.internal.expression.Evaluation.Differential;
import org.esscher.runtime.internal.expression.Interner;
import org.esscher.runtime.internal.expression.Programs;

/**
 * An estimator's one declaration, read: its losses or quantities or reads, and which slots are
 * grouped by what; and what has been worked out about it. Thread-safe.
 */
final class Traced {
  private final Losses losses;
  private final Map<String, Expr> quantities;
  private final Map<String, Expr> reads;
  private final Map<String, String> groupKeys;
  private final List<Expr> roots;
  private final Set<Expr> reachable;
  private final List<Expr> evaluated;
  private final Map<String, Differential> differentials;
  private final Programs programs = new Programs();

  /**
   * A declaration.
   *
   * @param losses of an objective, else none
   * @param quantities of a statistic, else none
   * @param reads of an estimator in code, else none
   * @param groupKeys the column that groups each grouped slot
   */
  Traced(
      Losses losses,
      Map<String, Expr> quantities,
      Map<String, Expr> reads,
      Map<String, String> groupKeys) {
    this.losses = losses;
    this.quantities = quantities;
    // By name: models run in this order, and what is read has no other that lasts.
    this.reads = new TreeMap<>(reads);
    this.groupKeys = Map.copyOf(groupKeys);
    this.roots = findRoots();
    this.reachable = Collections.unmodifiableSet(reachable(roots));
    this.evaluated = findEvaluated();
    this.differentials = findDifferentials();
  }

  static Traced of(Estimator estimator) {
    Tracing in = new Tracing();
    Losses losses = Losses.of();
    Map<String, Expr> quantities = Map.of();
    Map<String, Expr> reads = Map.of();
    if (estimator instanceof Objective objective) {
      losses = objective.losses(in);
    } else if (estimator instanceof CustomObjective custom) {
      reads = custom.reads(in);
    } else if (estimator instanceof Learner learner) {
      reads = learner.reads(in);
    } else if (estimator instanceof CustomStatistic statistic) {
      reads = statistic.reads(in);
    } else if (estimator instanceof Statistic statistic) {
      quantities = statistic.quantities(in);
    }
    Traced traced = new Traced(losses, quantities, reads, in.groupKeys());
    traced.check();
    return traced;
  }

  Losses losses() {
    return losses;
  }

  Map<String, Expr> quantities() {
    return quantities;
  }

  Map<String, Expr> reads() {
    return reads;
  }

  Map<String, String> groupKeys() {
    return groupKeys;
  }

  /** What has been compiled of it. */
  Programs programs() {
    return programs;
  }

  private void check() {
    Map<String, Expr> columns = new LinkedHashMap<>();
    Interner interner = new Interner();
    for (Expr expr : reachable) {
      requireGroups(expr);
      if (expr.op() == Op.OUTPUT) {
        Expr other = columns.putIfAbsent(expr.slot() + "." + expr.column(), expr);
        if (other != null
            && interner.id(other) != interner.id(expr)
            && other.level() == expr.level()) {
          throw EsscherException.plugin(
              "two different outputs, %s and %s, are both called %s; tell them apart with as(…)",
              other, expr, expr.column());
        }
      }
    }
  }

  /**
   * Whether partitions of whole shards can compute it: nothing but expressions whose values over
   * all rows are sums, extremes and functions of them; no value a row is wanted, no state by key or
   * window, which depend on the order of all rows.
   */
  boolean fitsPartitions() {
    boolean stored =
        losses.updates().stream()
            .anyMatch(
                update -> update.merge() != Update.Merge.SUM || !update.state().args().isEmpty());
    boolean rows = quantities.values().stream().anyMatch(expr -> expr.level() != Level.BATCH);
    return !stored
        && !rows
        && reachable.stream()
            .noneMatch(
                expr ->
                    expr.op() == Op.FIRST_OCCURRENCE
                        || (expr.op() == Op.OUTPUT
                            && expr.level() == Level.BATCH
                            && !expr.at().isEmpty()));
  }

  private void requireGroups(Expr expr) {
    boolean ordered =
        (expr.op() == Op.SHIFT || expr.op() == Op.SUFFIX_SUM) && expr.level() == Level.ROW;
    boolean grouped = expr.level() == Level.GROUP || expr.level() == Level.PAIR || ordered;
    if (grouped && expr.slot() != null && !groupKeys.containsKey(expr.slot())) {
      throw EsscherException.plugin(
          "%s needs groups; say which column makes them: slot(\"%s\").groupedBy(…)",
          expr, expr.slot());
    }
  }

  /** Everything that it says. */
  private List<Expr> findRoots() {
    List<Expr> roots = new ArrayList<>();
    for (Loss loss : losses.losses()) {
      roots.add(loss.value());
      roots.add(loss.descend());
    }
    losses.updates().stream().map(Update::delta).forEach(roots::add);
    losses.updates().stream().map(Update::state).forEach(roots::add);
    roots.addAll(losses.metrics().values());
    losses.requirements().stream().map(Requirement::condition).forEach(roots::add);
    roots.addAll(quantities.values());
    roots.addAll(reads.values());
    return roots;
  }

  /** All expressions, bound model inputs included, each once. */
  Set<Expr> reachable() {
    return reachable;
  }

  /** What is computed of a batch. */
  List<Expr> evaluated() {
    return evaluated;
  }

  private List<Expr> findEvaluated() {
    List<Expr> wanted = new ArrayList<>(roots);
    // A state that is updated need not be computed, unless it is reported as it was before.
    // Keys are read as they are stored.
    wanted.removeIf(
        root -> root.op() == Op.STATE || root.op() == Op.WINDOW_MEAN || root.op() == Op.KEY);
    wanted.addAll(losses.metrics().values());
    wanted.addAll(quantities.values());
    losses.losses().stream().map(Traced::count).flatMap(Optional::stream).forEach(wanted::add);
    return List.copyOf(wanted);
  }

  /** What a loss that is a mean divides by. */
  static Optional<Expr> count(Loss loss) {
    Expr value = loss.value();
    boolean mean = value.op() == Op.DIVIDE && value.args().get(1).op() == Op.COUNT;
    return mean ? Optional.of(value.args().get(1)) : Optional.empty();
  }

  /** Each loss's derivative with respect to the outputs that it trains. */
  Map<String, Differential> differentials() {
    return differentials;
  }

  private Map<String, Differential> findDifferentials() {
    Map<String, Differential> found = new LinkedHashMap<>();
    for (Loss loss : losses.losses()) {
      found.put(
          loss.name(),
          new Differential(Map.of(loss.descend(), 1.0), leaf -> leadsTo(leaf, loss.trains())));
    }
    return found;
  }

  /** All expressions under some, bound model inputs included, each once. */
  static Set<Expr> reachable(List<Expr> roots) {
    Set<Expr> seen = new HashSet<>();
    Set<Expr> ordered = new LinkedHashSet<>();
    roots.forEach(root -> visit(root, seen, ordered));
    return ordered;
  }

  private static void visit(Expr expr, Set<Expr> seen, Set<Expr> ordered) {
    if (seen.add(expr)) {
      expr.args().forEach(arg -> visit(arg, seen, ordered));
      expr.at().values().forEach(from -> visit(from, seen, ordered));
      ordered.add(expr);
    }
  }

  /** The columns that are read although all model outputs are columns too, by slot and name. */
  Set<String> readBesideModels() {
    Set<String> columns = new HashSet<>();
    Set<Expr> seen = new HashSet<>(roots);
    Deque<Expr> open = new ArrayDeque<>(seen);
    while (!open.isEmpty()) {
      Expr expr = open.remove();
      if (expr.op() == Op.COLUMN) {
        columns.add(slotAndName(expr));
      }
      expr.args().stream().filter(seen::add).forEach(open::add);
    }
    return columns;
  }

  /** Tells columns of different slots apart. */
  static String slotAndName(Expr column) {
    return column.slot() + "." + column.name();
  }

  /** Outputs that a loss trains: of these roles, or bound to such outputs. */
  static boolean leadsTo(Expr leaf, Set<String> roles) {
    return leaf.op() == Op.OUTPUT
        && (roles.contains(leaf.role())
            || reachable(List.copyOf(leaf.at().values())).stream()
                .anyMatch(inner -> leadsTo(inner, roles)));
  }
}
