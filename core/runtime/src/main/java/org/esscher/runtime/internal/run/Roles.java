package org.esscher.runtime.internal.run;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.EsscherException;
import org.esscher.api.Learner;
import org.esscher.api.Model;
import org.esscher.api.ModelProvider;
import org.esscher.api.State;
import org.esscher.api.Vector;
import org.esscher.api.Vectored;
import org.esscher.runtime.internal.config.FixedModel;
import org.jspecify.annotations.Nullable;

/**
 * The models of a run: the current one of each role, and frozen copies by version, made when they
 * are first used. Everything is kept in the order of names, since maps of recipes have none.
 */
final class Roles implements AutoCloseable {
  private final Map<String, ModelProvider> providers;
  private final Map<String, String> sharing = new HashMap<>();
  private final Set<String> redefined = new TreeSet<>();
  private final Map<String, Model> models = new TreeMap<>();
  private final Map<String, State> saved = new TreeMap<>();
  private final Map<String, State> fits = new TreeMap<>();
  private final Map<String, Set<String>> holders = new HashMap<>();
  private final Deque<String> making = new ArrayDeque<>();
  private final BiFunction<String, Function<String, Model>, Context> contexts;

  /**
   * Roles whose models are not made yet.
   *
   * @param providers the recipe's; roles of one provider instance share a model
   * @param contexts makes the context in which the named model is made, from where it finds others.
   *     It must depend on the name alone: after a resume models are made at another moment
   */
  Roles(
      Map<String, ModelProvider> providers,
      BiFunction<String, Function<String, Model>, Context> contexts) {
    this.providers = new TreeMap<>(providers);
    this.contexts = contexts;
    providers.keySet().forEach(role -> RunNames.require("role", role));
    this.providers.forEach(
        (role, provider) ->
            this.providers.entrySet().stream()
                .filter(other -> other.getValue() == provider)
                .findFirst()
                .ifPresent(first -> sharing.put(role, first.getKey())));
  }

  Model model(String asked) {
    String role = owner(asked);
    Model model = models.get(role);
    return model == null ? make(role) : model;
  }

  /** The role under which a model is kept: the first of those that share it. */
  String owner(String role) {
    return sharing.getOrDefault(role, role);
  }

  private Model make(String role) {
    int version = role.indexOf('@');
    ModelProvider provider = providers.get(version < 0 ? role : role.substring(0, version));
    if (provider == null || (version >= 0 && !saved.containsKey(role))) {
      throw EsscherException.user(
          "there is no role '%s' in this run; there are %s, with versions %s",
          role, providers.keySet(), saved.keySet().stream().filter(Roles::isVersion).toList());
    }
    if (making.contains(role)) {
      throw EsscherException.plugin("the models of %s are made of one another in a circle", making);
    }
    making.push(role);
    try {
      Model model =
          provider.create(contexts.apply(role, other -> held(role, other)), saved.get(role));
      models.put(role, model);
      return model;
    } finally {
      making.pop();
    }
  }

  private Model held(String holder, String other) {
    Model model = model(other);
    holders.computeIfAbsent(owner(other), ignored -> new TreeSet<>()).add(holder);
    return model;
  }

  /**
   * Closes a model, and first those that were made of it: they would go on with the old one. When
   * they are asked for again they are made of the new one and what they hold now.
   */
  private void drop(String name) {
    Set<String> made = holders.remove(name);
    if (made != null) {
      for (String holder : made) {
        Model model = models.get(holder);
        if (model != null) {
          saved.put(holder, model.save());
          drop(holder);
        }
      }
    }
    Model model = models.remove(name);
    if (model != null) {
      model.close();
    }
  }

  private static boolean isVersion(String name) {
    return name.indexOf('@') >= 0;
  }

  void save(String role, String version) {
    RunNames.require("version", version);
    State state = model(role).save();
    drop(role + "@" + version);
    saved.put(role + "@" + version, state);
  }

  void restore(String role, String version) {
    State state = saved.get(role + "@" + version);
    if (state == null) {
      throw EsscherException.user(
          "role %s has no version %s; there are %s",
          role, version, saved.keySet().stream().filter(Roles::isVersion).toList());
    }
    String owner = owner(role);
    drop(owner);
    saved.put(owner, state);
    if (providers.get(owner) instanceof FittedProvider) {
      fits.put(owner, state);
    }
  }

  void average(String role, String version, double rate) {
    if (!(rate >= 0 && rate <= 1)) {
      throw EsscherException.plugin("the rate of an average lies within [0, 1], got %s", rate);
    }
    String name = role + "@" + version;
    if (rate == 1 || !saved.containsKey(name)) {
      save(role, version);
      return;
    }
    Vector current = vectored(role).parameters();
    Vectored target = vectored(name);
    target.assign(target.parameters().times(1 - rate).plus(current.times(rate)));
    saved.put(name, model(name).save());
  }

  Vectored vectored(String role) {
    return model(role)
        .as(Vectored.class)
        .orElseThrow(
            () ->
                EsscherException.user(
                    "the model of %s has no parameter vector; choose one that has", role));
  }

  /** Puts a new model into a role. */
  void define(String role, ModelProvider provider) {
    RunNames.require("role", role);
    if (maker(provider).isEmpty()) {
      throw EsscherException.plugin(
          "role %s was given %s, which is not a component: after a resume it could not be made"
              + " again",
          role, provider);
    }
    if (sharing.entrySet().stream()
        .anyMatch(
            entry ->
                entry.getKey().equals(role) != entry.getValue().equals(role)
                    && (entry.getKey().equals(role) || entry.getValue().equals(role)))) {
      throw EsscherException.plugin(
          "role %s shares its model with another role, and can't be given one of its own", role);
    }
    drop(role);
    providers.put(role, provider);
    redefined.add(role);
    saved.remove(role);
    fits.remove(role);
  }

  /** Puts a fitted model into a role. */
  void fitted(String role, Learner learner, State state) {
    define(role, new FittedProvider(learner));
    saved.put(role, state);
    fits.put(role, state);
  }

  /** What the same learner fitted before for this role, or empty. */
  State lastFit(String role, Learner learner) {
    boolean same =
        providers.get(role) instanceof FittedProvider before && before.learner().equals(learner);
    if (!same) {
      return State.empty();
    }
    State fit = fits.get(role);
    return fit == null ? model(role).save() : fit;
  }

  /** Notes that a model is no longer what was fitted: from now on what it saves counts. */
  void trained(String role) {
    fits.remove(owner(role));
  }

  /** The component that makes a role's model: its provider, or the learner that fitted it. */
  Optional<Record> maker(String role) {
    ModelProvider provider = providers.get(role);
    return provider == null ? Optional.empty() : maker(provider);
  }

  private static Optional<Record> maker(ModelProvider provider) {
    Object maker = provider;
    if (provider instanceof FittedProvider fitted) {
      maker = fitted.learner();
    } else if (provider instanceof FixedModel fixed) {
      maker = fixed.component();
    }
    return maker instanceof Record record && record.getClass().isAnnotationPresent(Component.class)
        ? Optional.of(record)
        : Optional.empty();
  }

  /** All roles, without versions, in order. */
  List<String> names() {
    return List.copyOf(providers.keySet());
  }

  /** The versions that were kept, as {@code policy@ref}, in order. */
  List<String> versions() {
    return saved.keySet().stream().filter(Roles::isVersion).toList();
  }

  /** Roles whose models do not come from the recipe's own providers. */
  Set<String> redefined() {
    return redefined;
  }

  /** States of all models: those that were made as they are now, the others as they were saved. */
  Map<String, State> states() {
    Map<String, State> states = new TreeMap<>(saved);
    models.forEach(
        (name, model) -> {
          if (!isVersion(name)) {
            states.put(name, model.save());
          }
        });
    states.putAll(fits);
    return states;
  }

  /** Takes up states that an earlier process saved, once the redefined roles are defined. */
  void resume(Map<String, State> states) {
    states.forEach(
        (name, state) -> {
          saved.put(name, state);
          if (providers.get(name) instanceof FittedProvider) {
            fits.put(name, state);
          }
        });
  }

  @Override
  public void close() {
    models.values().forEach(Model::close);
    models.clear();
  }

  /** Loads what a learner fitted. */
  record FittedProvider(Learner learner) implements ModelProvider {
    @Override
    public Model create(Context context, @Nullable State state) {
      return learner.load(Objects.requireNonNull(state), context);
    }
  }
}
