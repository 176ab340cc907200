package org.esscher.spitests;

import static org.esscher.spitests.Findings.require;

import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.esscher.api.Component;
import org.esscher.api.Plugin;
import org.esscher.runtime.ComponentInfo;
import org.esscher.runtime.Kind;
import org.esscher.runtime.internal.load.Components;
import org.esscher.runtime.internal.load.PluginScan;
import org.esscher.runtime.internal.optim.RuntimePlugin;
import org.junit.jupiter.api.Nested;

/** Verifies a plugin's declaration against the rules PLG. */
public abstract class PluginVerification extends Verification {
  private static final Pattern ID = Pattern.compile("[a-z][a-z0-9-]*");

  /** Packages that plugins share with the host. */
  private static final List<String> SHARED =
      List.of(
          "org.esscher.api.",
          "org.esscher.neural.api.",
          "ai.djl.",
          "org.apache.arrow.",
          "org.slf4j.",
          "org.jspecify.",
          "org.apiguardian.",
          "jakarta.validation.");

  /** For subclasses. */
  protected PluginVerification() {}

  /**
   * The plugin to verify.
   *
   * @return as the service loader would make it
   */
  protected abstract Plugin plugin();

  /**
   * Where the plugin's classes are.
   *
   * @return a jar or a directory of class files, by default where the plugin's class was loaded
   *     from
   */
  protected Path location() {
    return ClassFiles.of(plugin().getClass());
  }

  /**
   * Libraries that are packed beside the plugin's jar.
   *
   * @return prefixes of their classes' names, such as {@code org.ojalgo.}; none by default
   */
  protected List<String> libraries() {
    return List.of();
  }

  /**
   * Verifies what holds for modules of the host as well. They may do what plugins may not: read
   * files, open connections, start processes, load native libraries.
   *
   * @param module names the module's components
   * @throws AssertionError when a rule is broken
   */
  public static void requireOfHostModule(Plugin module) {
    PluginVerification verified =
        new PluginVerification() {
          @Override
          protected Plugin plugin() {
            return module;
          }
        };
    Declarations declarations = verified.new Declarations();
    declarations.idsAreValidAndUnique();
    declarations.apiVersionIsCurrent();
    declarations.componentsArePublicRecords();
    declarations.componentsAreDocumented();
    declarations.defaultsBind();
    Behavior behavior = verified.new Behavior();
    behavior.printsNothing();
    behavior.leavesNothingToChance();
    behavior.isSeenToBehave();
  }

  /** What a plugin says of itself. */
  @Nested
  public class Declarations {
    /** Made by JUnit. */
    public Declarations() {}

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
              ID.matcher(component.value()).matches(),
              "%s has the id '%s'",
              type,
              component.value());
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
        fix =
            "declare it as @Component(\"id\") public record … implements an interface of the SPI.")
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
      withComponents(PluginVerification.this::makeDefaults);
    }
  }

  /** What a plugin does not do. */
  @Nested
  public class Behavior {
    /** Made by JUnit. */
    public Behavior() {}

    /** Network. */
    @Rule(
        id = "PLG-6",
        must = "A plugin MUST NOT open connections.",
        fix =
            "leave the network to the host: models from elsewhere are called by "
                + "components of the host.")
    public final void opensNoConnections() {
      Conduct.NETWORK.requireAbsent(code());
    }

    /** Files. */
    @Rule(
        id = "PLG-7",
        must = "A plugin SHOULD NOT read or write files.",
        fix =
            "take data from sources and models from configuration; depart from this "
                + "rule where a component's configuration names a file.")
    public final void readsNoFiles() {
      Conduct.FILES.requireAbsent(code());
    }

    /** Printing. */
    @Rule(
        id = "PLG-8",
        must = "A plugin MUST NOT print.",
        fix = "log by context.logger(), or throw an EsscherException.")
    public final void printsNothing() {
      Conduct.PRINTING.requireAbsent(code());
    }

    /** Starting threads. */
    @Rule(
        id = "PLG-9",
        must =
            "A plugin MUST NOT start unnamed threads, add shutdown hooks or touch the "
                + "context class loader.",
        fix =
            "compute on the thread of the call; name a thread that must be, and end it "
                + "before the call returns.")
    public final void startsNoUnnamedThreads() {
      Conduct.THREADS.requireAbsent(code());
    }

    /** Chance. */
    @Rule(
        id = "PLG-10",
        must = "A plugin MUST NOT draw without a seed, nor ask a clock.",
        fix = "draw from the context's generator; let the host measure time.")
    public final void leavesNothingToChance() {
      Conduct.CHANCE.requireAbsent(code());
    }

    /** The process. */
    @Rule(
        id = "PLG-11",
        must = "A plugin MUST NOT change or end the process.",
        fix = "throw an EsscherException; take settings from the configuration.")
    public final void leavesTheProcessAlone() {
      Conduct.PROCESS.requireAbsent(code());
    }

    /** Static state. */
    @Rule(
        id = "PLG-12",
        must = "A plugin MUST NOT have static fields that can be assigned.",
        fix = "make the field final, and keep what changes in the State or the run.")
    public final void hasNoStaticState() {
      List<String> found = code().mutableStatics();
      require(found.isEmpty(), "%s can be assigned", found);
    }

    /** Flight Recorder. */
    @Rule(
        id = "PLG-14",
        must =
            "While its components are made and used, a plugin MUST NOT be seen to open "
                + "connections, files elsewhere than named by a configuration, processes or "
                + "threads without a name.",
        fix =
            "look at the place that is told; code that reflection or a library hides "
                + "from a scan is seen here.")
    public final void isSeenToBehave() {
      requireNothingSeen();
    }
  }

  /** What a plugin needs to be loaded. */
  @Nested
  public class Loading {
    /** Made by JUnit. */
    public Loading() {}

    /** Loading alone. */
    @Rule(
        id = "PLG-13",
        must =
            "Every class that a plugin names MUST be its own, Java's, or one of the "
                + "packages that the host shares.",
        fix =
            "depend on esscher-api in scope provided, pack other libraries beside the plugin's "
                + "jar and name them in libraries(); ask for other plugins' components by id.")
    public final void isCompleteByItself() {
      requireVisible(code());
    }
  }

  private void makeDefaults(Components components) {
    List<String> types = plugin().components().stream().map(Class::getName).toList();
    for (ComponentInfo info : components.list()) {
      boolean complete = info.fields().stream().allMatch(field -> field.defaultValue() != null);
      if (types.contains(info.type()) && complete) {
        make(components, info);
      }
    }
  }

  /** Does something with the components that are to be had, this plugin's among them. */
  void withComponents(Consumer<Components> work) {
    Plugin plugin = plugin();
    try (PluginScan scan = new PluginScan()) {
      scan.builtIn(new RuntimePlugin());
      scan.classPath(plugin.getClass().getClassLoader());
      Set<Class<?>> found = new HashSet<>();
      scan.found().forEach(each -> found.add(each.type()));
      scan.builtIn(new Sound(plugin, found));
      work.accept(new Components(scan));
    }
  }

  private ByteCode code() {
    return ByteCode.of(plugin(), location());
  }

  private void requireVisible(ByteCode code) {
    List<String> hidden = new ArrayList<>();
    code.named()
        .forEach(
            (name, by) -> {
              if (!code.own().contains(name) && !visible(name.replace('/', '.'))) {
                hidden.add(name.replace('/', '.') + " (named by " + by.replace('/', '.') + ")");
              }
            });
    require(hidden.isEmpty(), "not to be seen by the plugin: %s", hidden);
  }

  /** Whether the plugin sees a class of this name beside its own. */
  boolean visible(String name) {
    return SHARED.stream().anyMatch(name::startsWith)
        || libraries().stream().anyMatch(name::startsWith)
        || ofJava(name);
  }

  private static boolean ofJava(String name) {
    try {
      Class.forName(name, false, ClassLoader.getPlatformClassLoader());
      return true;
    } catch (ClassNotFoundException absent) {
      return false;
    }
  }

  private void requireNothingSeen() {
    Set<String> own = code().own();
    Set<String> seen = FlightRecord.of(this::use, type -> own.contains(type.replace('.', '/')));
    require(seen.isEmpty(), "%s", String.join("; ", seen));
  }

  /** Makes and uses what can be made from its defaults. */
  void use() {
    withComponents(
        components -> {
          List<String> types = plugin().components().stream().map(Class::getName).toList();
          for (ComponentInfo info : components.list()) {
            if (types.contains(info.type())) {
              Guess.of(info, components).use();
            }
          }
        });
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
