package org.esscher.runtime.internal.run;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.esscher.api.Batch;
import org.esscher.api.Context;
import org.esscher.api.EsscherException;
import org.esscher.api.Estimator;
import org.esscher.api.Gradient;
import org.esscher.api.Model;
import org.esscher.api.Optimizer;
import org.esscher.api.ParameterView;
import org.esscher.api.Stage;
import org.esscher.api.State;
import org.esscher.api.Trainable;
import org.esscher.api.Vector;
import org.esscher.api.Vectored;
import org.esscher.runtime.internal.estimate.Differentiated;
import org.esscher.runtime.internal.estimate.Estimation;
import org.esscher.runtime.internal.estimate.RoleGradient;
import org.esscher.runtime.internal.estimate.ShardGradient;
import org.jspecify.annotations.Nullable;

/**
 * Steps models from the gradients of an estimator, and keeps what estimators and optimizers
 * remember.
 */
final class Trainer {
  private final Estimation estimation;
  private final Roles roles;
  private final @Nullable Distribution distribution;
  private final Map<String, State> estimatorStates = new LinkedHashMap<>();
  private final Map<String, State> optimizerStates = new LinkedHashMap<>();

  Trainer(Estimation estimation, Roles roles) {
    this(estimation, roles, null);
  }

  Trainer(Estimation estimation, Roles roles, @Nullable Distribution distribution) {
    this.distribution = distribution;
    this.estimation = estimation;
    this.roles = roles;
  }

  Map<String, State> estimatorStates() {
    return estimatorStates;
  }

  Map<String, State> optimizerStates() {
    return optimizerStates;
  }

  void forgetOptimizers(String role) {
    String owner = roles.owner(role);
    optimizerStates.keySet().removeIf(key -> key.endsWith("/" + owner));
  }

  /** One training step; the losses, metrics and gradient norms by name. */
  Map<String, Double> train(Stage stage, Map<String, Batch> slots, Context context) {
    State before = estimatorStates.getOrDefault(stage.name(), State.empty());
    Differentiated found = differentiate(stage.estimator(), slots, before, context);
    estimatorStates.put(stage.name(), found.estimate().state());
    Map<String, Double> values = new LinkedHashMap<>();
    found.estimate().losses().forEach((name, loss) -> values.put(name, loss.value()));
    values.putAll(found.estimate().metrics());
    // By name, since the roles that a loss names have no order. Roles of one model step it once.
    Map<String, Map<String, RoleGradient>> byOwner = new TreeMap<>();
    new TreeMap<>(found.gradients())
        .forEach(
            (role, gradient) ->
                byOwner
                    .computeIfAbsent(roles.owner(role), ignored -> new TreeMap<>())
                    .put(role, gradient));
    byOwner.forEach(
        (owner, gradients) ->
            step(stage, owner, gradients)
                .ifPresent(norm -> values.put("gradient_norm/" + owner, norm)));
    return values;
  }

  private Differentiated differentiate(
      Estimator estimator, Map<String, Batch> slots, State before, Context context) {
    Optional<Differentiated> elsewhere =
        distribution == null
            ? Optional.empty()
            : distribution.differentiate(estimator, slots, before, context);
    return elsewhere.orElseGet(
        () -> estimation.differentiate(estimator, slots, before, roles::model, context));
  }

  /** Steps the model of some roles; gives the norm of its gradient where that is a vector. */
  private OptionalDouble step(Stage stage, String role, Map<String, RoleGradient> gradients) {
    Model model = roles.model(role);
    Optimizer optimizer = stage.optimizers().getOrDefault(role, stage.optimizers().get(""));
    if (optimizer == null) {
      throw EsscherException.plugin(
          "stage %s trains %s but names no optimizer for it", stage.name(), role);
    }
    roles.trained(role);
    if (model.as(Vectored.class).isPresent()) {
      return OptionalDouble.of(vectorStep(stage, role, model, optimizer, gradients));
    }
    Trainable trainable =
        model
            .as(Trainable.class)
            .orElseThrow(
                () ->
                    EsscherException.user(
                        "stage %s trains %s, whose model can't be trained", stage.name(), role));
    RoleGradient sum = opaqueSum(stage, role, gradients.values());
    trainable.step(
        Objects.requireNonNull(sum.byLoss().get("")),
        sum.weight(),
        optimizer.rate() * stage.rateFactor());
    return OptionalDouble.empty();
  }

  /** Gradients that can be added, and nothing else. */
  private static RoleGradient opaqueSum(
      Stage stage, String role, Collection<RoleGradient> gradients) {
    if (Double.isFinite(stage.maxNorm())) {
      throw EsscherException.user(
          "stage %s bounds the gradient's norm, but the model of %s has no parameter vector",
          stage.name(), role);
    }
    @Nullable Gradient sum = null;
    double weight = 0;
    for (RoleGradient gradient : gradients) {
      if (gradient.combiner() != null) {
        throw EsscherException.user(
            "stage %s combines gradients of %s as vectors, but its model has no parameter vector",
            stage.name(), role);
      }
      Gradient own = Objects.requireNonNull(gradient.byLoss().get(""));
      if (sum != null && gradient.weight() != weight) {
        throw EsscherException.user(
            "stage %s: roles share the model of %s, which has no parameter vector, but their losses"
                + " have the weights %s and %s; give them the same rows",
            stage.name(), role, weight, gradient.weight());
      }
      sum = sum == null ? own : sum.plus(own);
      weight = gradient.weight();
    }
    return new RoleGradient(Map.of("", Objects.requireNonNull(sum)), weight, null);
  }

  private double vectorStep(
      Stage stage,
      String role,
      Model model,
      Optimizer optimizer,
      Map<String, RoleGradient> gradients) {
    Vectored vectored = roles.vectored(role);
    Vector direction =
        gradients.values().stream()
            .map(gradient -> direction(vectored, gradient))
            .reduce(Vector::plus)
            .orElseThrow();
    double norm = Math.sqrt(direction.dot(direction));
    if (!Double.isFinite(norm)) {
      throw EsscherException.data(
          "stage %s: the gradient of %s has norm %s; lower the learning rate, or look at the batch",
          stage.name(), role, norm);
    }
    if (norm > stage.maxNorm()) {
      direction = direction.times(stage.maxNorm() / norm);
    }
    String key = stage.name() + "/" + role;
    Optimizer.Step step =
        optimizer.step(
            vectored.parameters(),
            direction,
            optimizerStates.getOrDefault(key, State.empty()),
            stage.rateFactor());
    optimizerStates.put(key, step.state());
    Vector next = step.parameters();
    if (!Double.isFinite(next.dot(next))) {
      throw EsscherException.data(
          "stage %s: the step leads %s to parameters that are not finite; lower the learning rate",
          stage.name(), role);
    }
    vectored.assign(model.as(ParameterView.class).map(view -> view.afterStep(next)).orElse(next));
    return norm;
  }

  private static Vector direction(Vectored vectored, RoleGradient gradient) {
    Map<String, Vector> mean = new LinkedHashMap<>();
    for (Map.Entry<String, Gradient> loss : gradient.byLoss().entrySet()) {
      Vector sum =
          loss.getValue() instanceof ShardGradient shards
              ? shards.vector()
              : vectored.vector(loss.getValue());
      mean.put(loss.getKey(), sum.times(1 / gradient.weight()));
    }
    return gradient.combiner() == null
        ? Objects.requireNonNull(mean.get(""))
        : gradient.combiner().combine(mean);
  }

  /** The directions without a step. */
  Map<String, Vector> gradient(Estimator estimator, Map<String, Batch> slots, Context context) {
    Map<String, Vector> directions = new LinkedHashMap<>();
    differentiate(estimator, slots, State.empty(), context)
        .gradients()
        .forEach(
            (role, gradient) -> directions.put(role, direction(roles.vectored(role), gradient)));
    return directions;
  }
}
