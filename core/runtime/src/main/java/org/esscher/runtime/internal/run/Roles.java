package org.esscher.runtime.internal.run;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.esscher.api.Context;
import org.esscher.api.EsscherException;
import org.esscher.api.Learner;
import org.esscher.api.Model;
import org.esscher.api.ModelProvider;
import org.esscher.api.State;
import org.esscher.api.Vector;
import org.esscher.api.Vectored;
import org.jspecify.annotations.Nullable;

/**
 * The models of a run: the current one of each role, and frozen copies by version, made when they
 * are first used.
 */
final class Roles implements AutoCloseable {
  private final Map<String, ModelProvider> providers = new LinkedHashMap<>();
  private final Map<String, Model> models = new LinkedHashMap<>();
  private final Map<String, State> saved = new LinkedHashMap<>();
  private final Supplier<Context> contexts;

  Roles(Map<String, ModelProvider> providers, Supplier<Context> contexts) {
    this.providers.putAll(providers);
    this.contexts = contexts;
  }

  Model model(String role) {
    Model model = models.get(role);
    if (model == null) {
      int version = role.indexOf('@');
      String base = version < 0 ? role : role.substring(0, version);
      ModelProvider provider = providers.get(base);
      if (provider == null || (version >= 0 && !saved.containsKey(role))) {
        throw EsscherException.user(
            "there is no role '%s' in this run; there are %s, with versions %s",
            role, providers.keySet(), saved.keySet());
      }
      model = provider.create(contexts.get(), saved.get(role));
      models.put(role, model);
    }
    return model;
  }

  void save(String role, String version) {
    put(role + "@" + version, model(role).save());
  }

  void restore(String role, String version) {
    State state = saved.get(role + "@" + version);
    if (state == null) {
      throw EsscherException.user(
          "role %s has no version %s; there are %s", role, version, saved.keySet());
    }
    put(role, state);
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

  /** Puts a fitted model into a role. */
  void fitted(String role, Learner learner, State state) {
    providers.put(role, new FittedProvider(learner));
    put(role, state);
  }

  void put(String role, State state) {
    close(models.remove(role));
    saved.put(role, state);
  }

  /** States of all models: those that were made as they are now, the others as they were saved. */
  Map<String, State> states() {
    Map<String, State> states = new LinkedHashMap<>(saved);
    models.forEach((role, model) -> states.put(role, model.save()));
    return states;
  }

  Map<String, ModelProvider> providers() {
    return providers;
  }

  private static void close(@Nullable Model model) {
    if (model != null) {
      model.close();
    }
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
      return learner.load(java.util.Objects.requireNonNull(state), context);
    }
  }
}
