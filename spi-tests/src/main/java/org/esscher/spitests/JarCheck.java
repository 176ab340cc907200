package org.esscher.spitests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Stream;
import org.esscher.api.EsscherException;
import org.esscher.api.Plugin;
import org.esscher.runtime.ComponentInfo;
import org.esscher.runtime.Kind;
import org.esscher.runtime.PluginFailure;
import org.esscher.runtime.internal.load.Components;
import org.esscher.runtime.internal.load.Declared;
import org.esscher.runtime.internal.load.PluginScan;
import org.esscher.runtime.internal.optim.RuntimePlugin;
import org.jspecify.annotations.Nullable;

/**
 * Runs the kit over a plugin's jar that nobody wrote tests for: its plugins and every component of
 * them, made from its defaults, on rows drawn from what it declares. Loads the jar as a host does,
 * in a class loader of its own.
 */
public final class JarCheck {
  private final List<Path> directories;
  private final ClassLoader classPath;

  /**
   * A check.
   *
   * @param directories plugin directories, for components that the jar's ask for by id; a jar of
   *     theirs with an id that the checked jar has too is left out
   * @param classPath further plugins
   */
  public JarCheck(List<Path> directories, ClassLoader classPath) {
    this.directories = List.copyOf(directories);
    this.classPath = classPath;
  }

  /**
   * Checks a jar.
   *
   * @param jar a jar, or a directory of jars that make up one plugin
   * @param id checks the components of this id only, and no rule of plugins; null for all
   * @return what became of each rule
   * @throws EsscherException (USER) when there is no such jar, or no such id in it
   */
  public CheckReport check(Path jar, @Nullable String id) {
    return check(jar, id, (done, all) -> {});
  }

  /**
   * Checks a jar, and tells how far it is.
   *
   * @param jar a jar, or a directory of jars that make up one plugin
   * @param id checks the components of this id only, and no rule of plugins; null for all
   * @param progress is told after each component how many were checked, and how many there are
   * @return what became of each rule
   * @throws EsscherException (USER) when there is no such jar, or no such id in it
   */
  public CheckReport check(Path jar, @Nullable String id, Progress progress) {
    if (!Files.exists(jar)) {
      throw EsscherException.user("there is no jar %s", jar);
    }
    Path unit = copied(jar);
    try (PluginScan scan = new PluginScan();
        PluginScan others = new PluginScan()) {
      scan.directory(unit, null);
      List<Declared> found = List.copyOf(scan.found());
      List<PluginFailure> failures = List.copyOf(scan.failures());
      if (id != null && found.stream().noneMatch(one -> one.id().equals(id))) {
        throw EsscherException.user(
            "%s has no component '%s'; it has %s%s",
            jar,
            id,
            found.stream().map(Declared::id).sorted().toList(),
            failures.isEmpty() ? "" : ", and " + failures.size() + " could not be loaded");
      }
      addOthers(scan, others, found);
      return report(jar, unit, new Components(scan), found, failures, id, progress);
    } finally {
      TrialDirectory.delete(unit);
    }
  }

  private void addOthers(PluginScan scan, PluginScan others, List<Declared> found) {
    others.classPath(classPath);
    directories.forEach(directory -> others.directory(directory, null));
    Set<String> taken = new HashSet<>();
    found.forEach(one -> taken.addAll(keys(one)));
    List<Class<? extends Record>> rest = new ArrayList<>();
    for (Declared other : others.found()) {
      if (keys(other).stream().allMatch(taken::add)) {
        rest.add(other.type());
      }
    }
    scan.builtIn(new RuntimePlugin());
    scan.builtIn(new Rest(rest));
  }

  private static List<String> keys(Declared declared) {
    return Kind.of(declared.type()).stream().map(kind -> kind.id() + " " + declared.id()).toList();
  }

  private static CheckReport report(
      Path jar,
      Path unit,
      Components components,
      List<Declared> found,
      List<PluginFailure> failures,
      @Nullable String id,
      Progress progress) {
    Set<String> types = new HashSet<>();
    found.forEach(one -> types.add(one.type().getName()));
    List<ComponentInfo> ours =
        components.list().stream()
            .filter(info -> types.contains(info.type()) && (id == null || info.id().equals(id)))
            .toList();
    List<CheckReport.Checked> checked = new ArrayList<>();
    Runnable use =
        () ->
            ours.forEach(
                info -> {
                  checked.add(checked(Guess.of(info, components)));
                  progress.checked(Math.min(checked.size(), ours.size()), ours.size());
                });
    List<CheckReport.Checked> all = new ArrayList<>();
    if (id == null) {
      for (Plugin plugin : plugins(found)) {
        all.add(
            new CheckReport.Checked(
                "plugin",
                plugin.getClass().getName(),
                RuleRun.of(new JarPlugin(plugin, components, use))));
      }
    }
    if (checked.isEmpty()) {
      use.run();
    }
    all.addAll(checked.subList(0, ours.size()));
    List<String> unloaded =
        failures.stream()
            .map(failure -> failure.message().replace(unit.toString(), jar.toString()))
            .toList();
    return new CheckReport(jar.toString(), all, unloaded);
  }

  private static CheckReport.Checked checked(Guess guess) {
    List<RuleResult> results = guess.results();
    return new CheckReport.Checked(
        guess.info().kind().id(),
        guess.info().id(),
        results.isEmpty()
            ? List.of(new RuleResult("", RuleResult.Outcome.NOT_RUN, guess.unfit()))
            : results);
  }

  /** The jar's plugins, as a host's class loader makes them. */
  private static List<Plugin> plugins(List<Declared> found) {
    List<Plugin> plugins = new ArrayList<>();
    Set<ClassLoader> loaders = new HashSet<>();
    for (Declared one : found) {
      ClassLoader loader = one.type().getClassLoader();
      if (loader != null && loaders.add(loader)) {
        for (Plugin plugin : ServiceLoader.load(Plugin.class, loader)) {
          if (plugin.getClass().getClassLoader() == loader) {
            plugins.add(plugin);
          }
        }
      }
    }
    return plugins;
  }

  /** Follows a check. */
  @FunctionalInterface
  public interface Progress {
    /**
     * A component was checked.
     *
     * @param done components that were checked, from 1
     * @param all components that are checked in all
     */
    void checked(int done, int all);
  }

  /** A plugin directory with nothing in it but the jar. */
  private static Path copied(Path jar) {
    try {
      Path unit = Files.createTempDirectory("esscher-check");
      Path target = unit.resolve(String.valueOf(jar.toAbsolutePath().getFileName()));
      if (Files.isDirectory(jar)) {
        Files.createDirectory(target);
        try (Stream<Path> all = Files.list(jar)) {
          for (Path each : all.filter(Files::isRegularFile).toList()) {
            Files.copy(each, target.resolve(String.valueOf(each.getFileName())));
          }
        }
      } else {
        Files.copy(jar, target);
      }
      return unit;
    } catch (IOException e) {
      throw EsscherException.user("%s can't be read: %s", jar, e);
    }
  }

  /** Components of other plugins, which the jar's may ask for. */
  private record Rest(List<Class<? extends Record>> components) implements Plugin {
    @Override
    public String apiVersion() {
      return API_VERSION;
    }
  }
}
