package org.esscher.spitests;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.esscher.api.Plugin;
import org.esscher.runtime.internal.load.Components;
import org.esscher.runtime.internal.load.PluginScan;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Plugins that do what is the host's to do, each packed in a jar of its own: each fails on the rule
 * that it breaks, and on no other. What they do stands in code that is not run, so that only the
 * scan can find it, but for the last, which hides from the scan and is seen when it runs.
 */
class PluginConductTest {
  @TempDir static Path directory;
  private static @Nullable URLClassLoader loader;

  /** A statistic with a method of its own, and what it does while it declares itself. */
  private static Map<String, String> mean(String method, String whenUsed) {
    String record =
        "@Component(value = \"third-mean\", summary = \"a mean\")\n"
            + "public record Mean(@Default(\"1\") @Positive double scale) implements Statistic {\n"
            + method
            + "  public Map<String, Expr> quantities(Inputs in) {\n"
            + whenUsed
            + "    Slot rows = in.slot(\"rows\");\n"
            + "    return Map.of(\"mean\", rows.column(\"reward\", Level.ROW).mean(Level.BATCH));\n"
            + "  }\n}\n";
    return Map.of("Mean", record);
  }

  private static Map<String, String> never(String statements) {
    return mean("  static void never() throws Exception { " + statements + " }\n", "");
  }

  @BeforeAll
  static void packs() throws MalformedURLException {
    new CompiledPlugins()
        .with("right", never("new Thread(() -> {}, \"named\").getName();"))
        .with("network", never("new java.net.Socket(\"example.org\", 80).close();"))
        .with("files", never("java.nio.file.Files.readAllBytes(java.nio.file.Path.of(\"x\"));"))
        .with("prints", never("System.out.println(1);"))
        .with("traces", never("new IllegalStateException().printStackTrace();"))
        .with("threads", never("new Thread(() -> {}).start();"))
        .with("pools", never("java.util.concurrent.Executors.newFixedThreadPool(2).shutdown();"))
        .with(
            "hooks", never("Runtime.getRuntime().addShutdownHook(new Thread(null, null, \"x\"));"))
        .with("chance", never("new java.util.Random().nextInt();"))
        .with("references", never("java.util.function.DoubleSupplier s = Math::random;"))
        .with("clock", never("System.nanoTime();"))
        .with("exits", never("System.exit(0);"))
        .with("statics", mean("  static int calls;\n", ""))
        .with("incomplete", never("org.esscher.runtime.Esscher.builder();"))
        .with("hidden", mean("", hidden()))
        .pack(directory);
    List<URL> jars =
        List.of(
            url("right"),
            url("network"),
            url("files"),
            url("prints"),
            url("traces"),
            url("threads"),
            url("pools"),
            url("hooks"),
            url("chance"),
            url("references"),
            url("clock"),
            url("exits"),
            url("statics"),
            url("incomplete"),
            url("hidden"));
    loader = new URLClassLoader(jars.toArray(URL[]::new), PluginConductTest.class.getClassLoader());
  }

  /** Reads a file through reflection. */
  private static String hidden() {
    return "    try {\n"
        + "      java.io.InputStream file = (java.io.InputStream) Class.forName("
        + "\"java.io.File\" + \"InputStream\").getConstructor(String.class).newInstance("
        + "\"pom.xml\");\n"
        + "      file.read();\n      file.close();\n"
        + "    } catch (Exception e) {\n      throw new IllegalStateException(e);\n    }\n";
  }

  private static URL url(String name) throws MalformedURLException {
    return directory.resolve(name + ".jar").toUri().toURL();
  }

  @AfterAll
  static void closes() throws IOException {
    Objects.requireNonNull(loader).close();
  }

  /** Verifies a plugin of one of the jars. */
  private abstract static class OfJar extends PluginVerification {
    private final String name;

    OfJar(String name) {
      this.name = name;
    }

    @Override
    protected Plugin plugin() {
      try {
        return (Plugin)
            Objects.requireNonNull(loader)
                .loadClass("third." + name + ".ThirdPlugin")
                .getConstructor()
                .newInstance();
      } catch (ReflectiveOperationException e) {
        throw new LinkageError(name, e);
      }
    }

    /** Only the plugin itself: the loader's other plugins have the same id. */
    @Override
    void withComponents(Consumer<Components> work) {
      try (PluginScan scan = new PluginScan()) {
        scan.builtIn(plugin());
        work.accept(new Components(scan));
      }
    }
  }

  static class Right extends OfJar {
    Right() {
      super("right");
    }
  }

  @Test
  void rightPasses() {
    Verdict.of(Right.class).passesSkippingOnly();
  }

  static class Network extends OfJar {
    Network() {
      super("network");
    }
  }

  @Test
  void networkFails() {
    Verdict.of(Network.class).failsExactly("PLG-6", "java.net.Socket");
  }

  static class ReadsFiles extends OfJar {
    ReadsFiles() {
      super("files");
    }
  }

  @Test
  void readsFilesFails() {
    Verdict.of(ReadsFiles.class).failsExactly("PLG-7", "Files.readAllBytes");
  }

  static class Prints extends OfJar {
    Prints() {
      super("prints");
    }
  }

  @Test
  void printsFails() {
    Verdict.of(Prints.class).failsExactly("PLG-8", "java.lang.System.out");
  }

  static class PrintsTraces extends OfJar {
    PrintsTraces() {
      super("traces");
    }
  }

  @Test
  void printsTracesFails() {
    Verdict.of(PrintsTraces.class).failsExactly("PLG-8", "printStackTrace");
  }

  static class UnnamedThreads extends OfJar {
    UnnamedThreads() {
      super("threads");
    }
  }

  @Test
  void unnamedThreadsFails() {
    Verdict.of(UnnamedThreads.class)
        .failsExactly("PLG-9", "third.threads.Mean.never uses java.lang.Thread");
  }

  static class UnnamedPools extends OfJar {
    UnnamedPools() {
      super("pools");
    }
  }

  @Test
  void unnamedPoolsFails() {
    Verdict.of(UnnamedPools.class).failsExactly("PLG-9", "newFixedThreadPool");
  }

  static class ShutdownHooks extends OfJar {
    ShutdownHooks() {
      super("hooks");
    }
  }

  @Test
  void shutdownHooksFails() {
    Verdict.of(ShutdownHooks.class).failsExactly("PLG-9", "addShutdownHook");
  }

  static class Unseeded extends OfJar {
    Unseeded() {
      super("chance");
    }
  }

  @Test
  void unseededFails() {
    Verdict.of(Unseeded.class).failsExactly("PLG-10", "java.util.Random");
  }

  static class UnseededReference extends OfJar {
    UnseededReference() {
      super("references");
    }
  }

  @Test
  void unseededReferenceFails() {
    Verdict.of(UnseededReference.class).failsExactly("PLG-10", "java.lang.Math.random");
  }

  static class AsksTheClock extends OfJar {
    AsksTheClock() {
      super("clock");
    }
  }

  @Test
  void asksTheClockFails() {
    Verdict.of(AsksTheClock.class).failsExactly("PLG-10", "nanoTime");
  }

  static class Exits extends OfJar {
    Exits() {
      super("exits");
    }
  }

  @Test
  void exitsFails() {
    Verdict.of(Exits.class).failsExactly("PLG-11", "java.lang.System.exit");
  }

  static class StaticState extends OfJar {
    StaticState() {
      super("statics");
    }
  }

  @Test
  void staticStateFails() {
    Verdict.of(StaticState.class).failsExactly("PLG-12", "third.statics.Mean.calls");
  }

  static class Incomplete extends OfJar {
    Incomplete() {
      super("incomplete");
    }
  }

  @Test
  void incompleteFails() {
    Verdict.of(Incomplete.class).failsExactly("PLG-13", "org.esscher.runtime.Esscher");
  }

  static class HidesFromTheScan extends OfJar {
    HidesFromTheScan() {
      super("hidden");
    }
  }

  @Test
  void hidesFromTheScanFails() {
    Verdict.of(HidesFromTheScan.class).failsExactly("PLG-14", "pom.xml from third.hidden.Mean");
  }

  static class ReadsConfiguredFiles extends ReadsFiles {
    @Override
    protected Map<String, String> departures() {
      return Map.of("PLG-7", "the file is the one that the configuration names");
    }
  }

  @Test
  void statedReadingPasses() {
    Verdict.of(ReadsConfiguredFiles.class).passesSkippingOnly("PLG-7");
  }
}
