package org.esscher.runtime.internal.load;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.esscher.api.Component;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.esscher.api.Learner;
import org.esscher.data.Nearest;
import org.esscher.runtime.ComponentInfo;
import org.esscher.runtime.Kind;
import org.esscher.runtime.PluginFailure;
import org.esscher.runtime.internal.config.FieldTexts;
import org.esscher.runtime.internal.config.FixedModel;
import org.esscher.runtime.internal.config.RecordBinder;
import org.esscher.runtime.internal.config.SerialCalls;
import org.jspecify.annotations.Nullable;

/** All components by kind and id; makes them from configuration. Thread-safe. */
public final class Components {
  private final Map<Kind, Map<String, Declared>> byKind = new EnumMap<>(Kind.class);
  private final List<PluginFailure> failures;
  private final RecordBinder binder;
  private final SerialCalls serialCalls = new SerialCalls();

  /**
   * Takes in what a scan found.
   *
   * @param scan finished
   * @throws EsscherException (PLUGIN) when two components share kind and id, naming both origins
   */
  public Components(PluginScan scan) {
    this.failures = List.copyOf(scan.failures());
    this.binder = new RecordBinder(this::find);
    for (Declared found : scan.found()) {
      for (Kind kind : Kind.of(found.type())) {
        Declared other =
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
   * @return the component; a provider of it where that is wanted and it is a model itself
   * @throws EsscherException (USER) telling everything that is wrong with id or configuration
   */
  public <T> T create(Class<T> wanted, String id, Map<String, ?> config) {
    Record made = binder.bind(find(wanted, id), config);
    serialCalls.uses(made);
    return wanted.cast(wanted.isInstance(made) ? made : FixedModel.of(wanted, made));
  }

  /**
   * Looks whether a component could be made, before some of its fields are known.
   *
   * @param wanted the interface that it must implement
   * @param id its id
   * @param config its fields so far, defaults for the rest
   * @param later fields that come later
   * @throws EsscherException (USER) telling everything that is wrong with id or configuration
   */
  public void check(Class<?> wanted, String id, Map<String, ?> config, Set<String> later) {
    binder.check(find(wanted, id), config, later);
  }

  /**
   * Keeps apart the calls of components that must not overlap.
   *
   * @return one for all work of a host
   */
  public SerialCalls serialCalls() {
    return serialCalls;
  }

  private Class<? extends Record> find(Class<?> wanted, String id) {
    Set<Class<? extends Record>> fitting = new LinkedHashSet<>();
    Set<String> others = new LinkedHashSet<>();
    Set<String> known = new TreeSet<>();
    for (Map<String, Declared> all : byKind.values()) {
      for (Declared one : all.values()) {
        boolean fits = wanted.isAssignableFrom(one.type()) || FixedModel.fits(wanted, one.type());
        if (fits) {
          known.add(one.id());
        }
        if (one.id().equals(id)) {
          if (fits) {
            fitting.add(one.type());
          } else {
            others.add(label(one.type()));
          }
        }
      }
    }
    if (fitting.size() > 1) {
      throw EsscherException.user(
          "'%s' is ambiguous where a %s is needed: %s",
          id, wanted.getSimpleName(), fitting.stream().map(Class::getName).toList());
    } else if (fitting.size() == 1) {
      return fitting.iterator().next();
    } else if (!others.isEmpty()) {
      throw EsscherException.user(
          "'%s' names %s %s, but %s is needed here%s",
          id,
          others.size() == 1 ? "a component of kind" : "components of kinds",
          String.join(", ", others),
          named(wanted),
          known.isEmpty() ? "" : Nearest.list(id, known));
    }
    throw unknown(kinds(wanted), id, known);
  }

  /** What is wanted, in words: its kind, and its interface where that is narrower. */
  private static String named(Class<?> wanted) {
    String kind = label(wanted);
    String type = wanted.getSimpleName();
    return kind.replace("-", "").equalsIgnoreCase(type) || kind.equals(type)
        ? "one of kind " + kind
        : "one of kind " + kind + " (" + type + ")";
  }

  private static String label(Class<?> wanted) {
    List<Kind> kinds = Kind.serving(wanted);
    return kinds.isEmpty() ? wanted.getSimpleName() : kinds.get(0).id();
  }

  /** All kinds that serve. */
  private static String kinds(Class<?> wanted) {
    List<Kind> kinds = Kind.serving(wanted);
    return kinds.isEmpty()
        ? wanted.getSimpleName()
        : kinds.stream().map(Kind::id).collect(Collectors.joining(" or "));
  }

  private EsscherException unknown(String kind, String id, Collection<String> known) {
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
    Declared found = byKind.getOrDefault(kind, Map.of()).get(id);
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
    return type != null && Learner.class.isAssignableFrom(type);
  }

  private static ComponentInfo info(Kind kind, Declared found) {
    Component component = Objects.requireNonNull(found.type().getAnnotation(Component.class));
    return new ComponentInfo(
        kind,
        found.id(),
        component.summary(),
        component.paper(),
        found.type().getName(),
        found.origin(),
        FieldTexts.describe(found.type(), found.fields()));
  }
}
