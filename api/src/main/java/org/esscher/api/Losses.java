package org.esscher.api;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What an objective states.
 *
 * @param losses the losses
 * @param updates changes of the estimator's state by this batch
 * @param metrics numbers to report beside the losses, at BATCH, by name
 * @param combiners how the parameter gradients of several losses on one role are joined, by role;
 *     without one they are added and pulled back together
 * @param requirements what the data must satisfy
 */
public record Losses(
    List<Loss> losses,
    List<Update> updates,
    Map<String, Expr> metrics,
    Map<String, Combiner> combiners,
    List<Requirement> requirements) {
  /**
   * Copies.
   *
   * @param losses as for the record
   * @param updates as for the record
   * @param metrics as for the record
   * @param combiners as for the record
   * @param requirements as for the record
   */
  public Losses {
    losses = List.copyOf(losses);
    updates = List.copyOf(updates);
    metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
    combiners = Sorted.copyOf(combiners);
    requirements = List.copyOf(requirements);
    Set<String> names = new HashSet<>();
    for (Loss loss : losses) {
      if (!names.add(loss.name())) {
        throw EsscherException.plugin("two losses are named %s; rename one", loss.name());
      }
    }
    metrics.forEach(
        (name, value) -> {
          if (value.level() != Level.BATCH) {
            throw EsscherException.plugin(
                "metric %s is at %s, not reduced to BATCH", name, value.level());
          }
        });
  }

  /**
   * Losses alone.
   *
   * @param losses the losses
   * @return the statement
   */
  public static Losses of(Loss... losses) {
    return new Losses(List.of(losses), List.of(), Map.of(), Map.of(), List.of());
  }

  /**
   * Both statements.
   *
   * @param other another statement
   * @return all losses, updates, metrics, combiners and requirements
   * @throws EsscherException (PLUGIN) when both name a loss, a metric or a role's combiner alike
   */
  public Losses and(Losses other) {
    requireDistinct("a metric", metrics.keySet(), other.metrics.keySet());
    requireDistinct("a combiner for", combiners.keySet(), other.combiners.keySet());
    List<Loss> allLosses = new ArrayList<>(losses);
    allLosses.addAll(other.losses);
    List<Update> allUpdates = new ArrayList<>(updates);
    allUpdates.addAll(other.updates);
    Map<String, Expr> allMetrics = new LinkedHashMap<>(metrics);
    allMetrics.putAll(other.metrics);
    Map<String, Combiner> allCombiners = new LinkedHashMap<>(combiners);
    allCombiners.putAll(other.combiners);
    List<Requirement> allRequirements = new ArrayList<>(requirements);
    allRequirements.addAll(other.requirements);
    return new Losses(allLosses, allUpdates, allMetrics, allCombiners, allRequirements);
  }

  /**
   * The losses added up to one, for estimators that add a term to another's: the values are added,
   * and so are what is descended and what a surrogate follows. The rest stays.
   *
   * @param name the sum's name
   * @return one loss
   * @throws EsscherException (PLUGIN) when the losses train different roles, or a combiner would
   *     have no losses to combine
   */
  public Losses summed(String name) {
    Loss sum =
        losses.stream()
            .reduce((left, right) -> left.plus(name, right))
            .orElseThrow(() -> EsscherException.plugin("no losses to sum up as %s", name));
    if (!combiners.isEmpty()) {
      throw EsscherException.plugin(
          "losses summed up as %s can't be combined for %s too", name, combiners.keySet());
    }
    Loss named = new Loss(name, sum.trains(), sum.value(), sum.descend(), sum.truth());
    return new Losses(List.of(named), updates, metrics, combiners, requirements);
  }

  private static void requireDistinct(String what, Set<String> left, Set<String> right) {
    for (String name : right) {
      if (left.contains(name)) {
        throw EsscherException.plugin("%s %s was stated twice", what, name);
      }
    }
  }

  /**
   * With changes of state.
   *
   * @param changes the updates
   * @return the statement
   */
  public Losses update(Update... changes) {
    return and(new Losses(List.of(), List.of(changes), Map.of(), Map.of(), List.of()));
  }

  /**
   * With a metric.
   *
   * @param name the metric, snake_case
   * @param value at BATCH
   * @return the statement
   */
  public Losses metric(String name, Expr value) {
    return and(new Losses(List.of(), List.of(), Map.of(name, value), Map.of(), List.of()));
  }

  /**
   * With a demand on the data.
   *
   * @param condition 1 where all is well, 0 where not, at any level
   * @param message what is wrong with rows where it is 0, and what to do
   * @return the statement
   */
  public Losses require(Expr condition, String message) {
    return and(
        new Losses(
            List.of(),
            List.of(),
            Map.of(),
            Map.of(),
            List.of(new Requirement(condition, message))));
  }

  /**
   * With a combiner.
   *
   * @param role the role
   * @param combiner joins the gradients of this role's losses
   * @return the statement
   */
  public Losses combine(String role, Combiner combiner) {
    return and(new Losses(List.of(), List.of(), Map.of(), Map.of(role, combiner), List.of()));
  }
}
