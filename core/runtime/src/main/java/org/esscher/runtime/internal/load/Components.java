package org.esscher.runtime.internal.load;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.esscher.api.Component;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.esscher.api.Model;
import org.esscher.api.ModelProvider;
import org.esscher.runtime.ComponentInfo;
import org.esscher.runtime.Kind;
import org.esscher.runtime.PluginFailure;
import org.esscher.runtime.internal.config.Nearest;
import org.esscher.runtime.internal.config.RecordBinder;
import org.jspecify.annotations.Nullable;

/** All components by kind and id; makes them from configuration. Thread-safe. */
public final class Components {
  private final Map<Kind, Map<String, PluginScan.Found>> byKind = new EnumMap<>(Kind.class);
  private final List<PluginFailure> failures;
  private final RecordBinder binder;

  /**
   * Takes in what a scan found.
   *
   * @param scan finished
   * @throws EsscherException (PLUGIN) when two components share kind and id, naming both origins
   */
  public Components(PluginScan scan) {
    this.failures = List.copyOf(scan.failures());
    this.binder = new RecordBinder(this);
    for (PluginScan.Found found : scan.found()) {
      for (Kind kind : Kind.of(found.type())) {
        PluginScan.Found other =
            byKind.computeIfAbsent(kind, ignored -> new TreeMap<>()).putIfAbsent(found.id(), found);
        if (other != null) {
          throw EsscherException.plugin(
              "two components of kind %s have the id '%s': %s of %s and %s of %s; remove one of the plugins",
              kind.id(),
              found.id(),
              other.type().getName(),
              other.origin(),
              found.type().getName(),
              found.origin());
        }
      }
    }
  }

  /**
   * Makes a component.
   *
   * @param <T> its kind
   * @param wanted the interface that it must implement
   * @param id its id
   * @param config its fields, defaults for the rest
   * @return the component
   */
  public <T> T create(Class<T> wanted, String id, Map<String, ?> config) {
    return create(wanted, id, config, "");
  }

  /**
   * Makes a component that is a field of another.
   *
   * @param <T> its kind
   * @param wanted the interface that it must implement
   * @param id its id
   * @param config its fields, defaults for the rest
   * @param path dotted path of the field, for messages
   * @return the component
   */
  public <T> T create(Class<T> wanted, String id, Map<String, ?> config, String path) {
    PluginScan.Found found = find(wanted, id);
    Object made = binder.bind(found.type(), config, path);
    if (wanted.isInstance(made)) {
      return wanted.cast(made);
    }
    if (made instanceof Model model && wanted.isAssignableFrom(FixedModel.class)) {
      return wanted.cast(new FixedModel(id, model));
    }
    throw EsscherException.user(
        "%s'%s' is a %s, but a %s is needed here",
        path.isEmpty() ? "" : path + ": ",
        id,
        found.type().getSimpleName(),
        wanted.getSimpleName());
  }

  private PluginScan.Found find(Class<?> wanted, String id) {
    List<String> known = new ArrayList<>();
    PluginScan.Found fallback = null;
    for (Kind kind : Kind.serving(wanted)) {
      Map<String, PluginScan.Found> all = byKind.getOrDefault(kind, Map.of());
      PluginScan.Found found = all.get(id);
      if (found != null && wanted.isAssignableFrom(found.type())) {
        return found;
      }
      fallback = found == null ? fallback : found;
      known.addAll(all.keySet());
    }
    if (wanted.isAssignableFrom(FixedModel.class) && fallback == null) {
      fallback = byKind.getOrDefault(Kind.REWARD_MODEL, Map.of()).get(id);
    }
    if (fallback == null) {
      throw unknown(
          Kind.serving(wanted).isEmpty()
              ? wanted.getSimpleName()
              : Kind.serving(wanted).get(0).id(),
          id,
          known);
    }
    return fallback;
  }

  private EsscherException unknown(String kind, String id, List<String> known) {
    StringBuilder text =
        new StringBuilder("there is no ").append(kind).append(" '").append(id).append("'");
    text.append(Nearest.hint(id, known));
    if (!failures.isEmpty()) {
      text.append("; these could not be loaded:");
      failures.forEach(
          failure ->
              text.append("\n  ").append(failure.origin()).append(": ").append(failure.message()));
    }
    return new EsscherException(ErrorCode.USER, text.toString(), null);
  }

  /**
   * All components.
   *
   * @return sorted by kind and id
   */
  public List<ComponentInfo> list() {
    List<ComponentInfo> all = new ArrayList<>();
    byKind.forEach((kind, found) -> found.values().forEach(one -> all.add(info(kind, one))));
    all.sort(Comparator.comparing(ComponentInfo::kind).thenComparing(ComponentInfo::id));
    return all;
  }

  /**
   * Components of an id, of any kind.
   *
   * @param id the id
   * @return at least one
   * @throws EsscherException (USER) when there is none, naming the nearest
   */
  public List<ComponentInfo> describe(String id) {
    List<ComponentInfo> all = list().stream().filter(info -> info.id().equals(id)).toList();
    if (all.isEmpty()) {
      throw unknown("component", id, list().stream().map(ComponentInfo::id).distinct().toList());
    }
    return all;
  }

  /**
   * The record class of a component.
   *
   * @param kind its kind
   * @param id its id
   * @return the class, or null when there is none
   */
  public @Nullable Class<? extends Record> type(Kind kind, String id) {
    PluginScan.Found found = byKind.getOrDefault(kind, Map.of()).get(id);
    return found == null ? null : found.type();
  }

  /**
   * Whether an id is a learner's.
   *
   * @param id the id
   * @return true when an estimator of that id fits models
   */
  public boolean isLearner(String id) {
    Class<?> type = type(Kind.ESTIMATOR, id);
    return type != null && org.esscher.api.Learner.class.isAssignableFrom(type);
  }

  private static ComponentInfo info(Kind kind, PluginScan.Found found) {
    Component component =
        java.util.Objects.requireNonNull(found.type().getAnnotation(Component.class));
    return new ComponentInfo(
        kind,
        found.id(),
        component.summary(),
        component.paper(),
        found.type().getName(),
        found.origin(),
        org.esscher.runtime.internal.config.FieldDescriptions.of(found.type()));
  }

  /**
   * A model without parameters of its own, where a provider is asked for.
   *
   * @param id the component's id
   * @param model the component
   */
  public record FixedModel(String id, Model model) implements ModelProvider {
    @Override
    public Model create(org.esscher.api.Context context, org.esscher.api.@Nullable State saved) {
      return model;
    }
  }
}
