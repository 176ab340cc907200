package org.esscher.spitests;

import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.esscher.api.Component;
import org.esscher.api.Plugin;
import org.esscher.runtime.ComponentInfo;
import org.esscher.runtime.Kind;
import org.esscher.runtime.internal.load.Components;
import org.esscher.runtime.internal.load.PluginScan;
import org.esscher.runtime.internal.optim.RuntimePlugin;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;

/** Verifies a plugin's declaration against the rules PLG. */
@DisplayNameGeneration(RuleNames.class)
public abstract class PluginVerification {
  private static final Pattern ID = Pattern.compile("[a-z][a-z0-9-]*");

  /** For subclasses. */
  protected PluginVerification() {}

  /**
   * The plugin to verify.
   *
   * @return as the service loader would make it
   */
  protected abstract Plugin plugin();

  /** Ids. */
  @Rule(
      id = "PLG-1",
      must = "Ids MUST match [a-z][a-z0-9-]* and be unique within their kind.",
      fix = "rename the component; an id is never reused.")
  public final void idsAreValidAndUnique() {
    Map<String, Class<?>> seen = new LinkedHashMap<>();
    for (Class<? extends Record> type : plugin().components()) {
      Component component = type.getAnnotation(Component.class);
      if (component != null) {
        require(
            ID.matcher(component.value()).matches(), "%s has the id '%s'", type, component.value());
        for (Kind kind : Kind.of(type)) {
          Class<?> other = seen.putIfAbsent(kind.id() + " " + component.value(), type);
          require(
              other == null,
              "%s and %s are both %s '%s'",
              other,
              type,
              kind.id(),
              component.value());
        }
      }
    }
  }

  /** Version. */
  @Rule(
      id = "PLG-2",
      must = "apiVersion MUST be the version that the plugin was compiled against.",
      fix = "write return API_VERSION;, and compile against the api that you run with.")
  public final void apiVersionIsCurrent() {
    String version = plugin().apiVersion();
    require(
        Plugin.API_VERSION.equals(version),
        "apiVersion is %s, this kit's is %s",
        version,
        Plugin.API_VERSION);
  }

  /** Declarations. */
  @Rule(
      id = "PLG-3",
      must =
          "Every component MUST be a public record that bears @Component and implements an"
              + " interface of the SPI.",
      fix = "declare it as @Component(\"id\") public record … implements an interface of the SPI.")
  public final void componentsArePublicRecords() {
    require(!plugin().components().isEmpty(), "the plugin declares no components");
    for (Class<? extends Record> type : plugin().components()) {
      require(isPublic(type), "%s is not public", type);
      require(type.isAnnotationPresent(Component.class), "%s bears no @Component", type);
      require(!Kind.of(type).isEmpty(), "%s implements no interface of the SPI", type);
    }
  }

  /** Documentation. */
  @Rule(
      id = "PLG-4",
      must = "Every component MUST have a summary of one line.",
      fix = "say in @Component(summary = …) what it does, for listings.")
  public final void componentsAreDocumented() {
    for (Class<? extends Record> type : plugin().components()) {
      Component component = type.getAnnotation(Component.class);
      if (component != null) {
        require(
            !component.summary().isBlank() && component.summary().lines().count() == 1,
            "%s '%s' has the summary '%s'",
            type,
            component.value(),
            component.summary());
      }
    }
  }

  /** Defaults. */
  @Rule(
      id = "PLG-5",
      must = "A component without required fields MUST be made from its defaults.",
      fix = "give a default that its own constraints and the constructor accept.")
  public final void defaultsBind() {
    Plugin plugin = plugin();
    try (PluginScan scan = new PluginScan()) {
      scan.builtIn(new RuntimePlugin());
      scan.classPath(plugin.getClass().getClassLoader());
      Set<Class<?>> found = new HashSet<>();
      scan.found().forEach(each -> found.add(each.type()));
      scan.builtIn(new Sound(plugin, found));
      Components components = new Components(scan);
      for (ComponentInfo info : components.list()) {
        boolean ours =
            plugin.components().stream().anyMatch(type -> type.getName().equals(info.type()));
        boolean complete = info.fields().stream().allMatch(field -> field.defaultValue() != null);
        if (ours && complete) {
          make(components, info);
        }
      }
    }
  }

  private static void make(Components components, ComponentInfo info) {
    Class<?> type = components.type(info.kind(), info.id());
    if (type == null) {
      throw new AssertionError(info.kind().id() + " '" + info.id() + "' is listed but not there");
    }
    try {
      components.create(type, info.id(), Map.of());
    } catch (RuntimeException refused) {
      throw new AssertionError(
          String.format(
              Locale.ROOT,
              "%s '%s' can't be made from its defaults: %s",
              info.kind().id(),
              info.id(),
              refused.getMessage()),
          refused);
    }
  }

  private static boolean isPublic(Class<?> type) {
    Class<?> enclosing = type.getEnclosingClass();
    return Modifier.isPublic(type.getModifiers()) && (enclosing == null || isPublic(enclosing));
  }

  private static void require(boolean holds, String found, @Nullable Object... args) {
    if (!holds) {
      throw new AssertionError(String.format(Locale.ROOT, found, args));
    }
  }

  /**
   * Those components of a plugin that can be loaded, so that one rule's failure is not another's.
   */
  private record Sound(Plugin plugin, Set<Class<?>> loaded) implements Plugin {
    @Override
    public String apiVersion() {
      return API_VERSION;
    }

    @Override
    public List<Class<? extends Record>> components() {
      List<Class<? extends Record>> sound = new ArrayList<>();
      Set<String> ids = new HashSet<>();
      for (Class<? extends Record> type : plugin.components()) {
        Component component = type.getAnnotation(Component.class);
        if (component != null
            && !loaded.contains(type)
            && ID.matcher(component.value()).matches()
            && !Kind.of(type).isEmpty()
            && ids.add(component.value())) {
          sound.add(type);
        }
      }
      return sound;
    }
  }
}
