package org.esscher.api;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
    combiners = Map.copyOf(combiners);
    requirements = List.copyOf(requirements);
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
   * @return all losses, updates, metrics and combiners
   */
  public Losses and(Losses other) {
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
