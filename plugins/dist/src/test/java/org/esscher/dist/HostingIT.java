package org.esscher.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The surroundings that a host is put into: plain class path, one fat jar, the module path, class
 * loaders of an application server. Each without {@code --add-opens}, and each prints nothing.
 */
@Tag("slow")
class HostingIT {
  private static final Path DISTRIBUTION = Path.of("target", "esscher").toAbsolutePath();

  /** Automatic modules can't say that they need Arrow's, which are proper ones. */
  private static final String ALL_MODULES = "--add-modules=ALL-MODULE-PATH";

  private static final String NEURAL =
      "(esscher-neural|pytorch-.*|api|commons-compress|commons-io|gson|jna)-[0-9].*";

  private static final String PARQUET = "(parquet-|hadoop-).*";

  @TempDir Path directory;
  private Path pairs;
  private Path loss;
  private Path plugins;

  @BeforeEach
  void prepare() throws IOException {
    pairs = Files.writeString(directory.resolve("pairs.json"), Pairs.ONE);
    loss = directory.resolve("loss");
    plugins = Files.createDirectory(directory.resolve("plugins"));
    Files.copy(base(), plugins.resolve("base.jar"));
  }

  @Test
  void onTheClassPath() throws Exception {
    List<Path> path = libraries();
    path.add(base());
    path.add(FatJar.ofClass(TenLines.class, directory.resolve("application.jar")));
    java("-cp", joined(path), TenLines.class.getName(), pairs.toString(), loss.toString());
    Pairs.requireLoss(loss);
  }

  @Test
  void inAFatJarWithItsPlugins() throws Exception {
    List<Path> jars = libraries();
    jars.add(base());
    Path fat = FatJar.of(jars, TenLines.class, directory.resolve("fat.jar"));
    java("-jar", fat.toString(), pairs.toString(), loss.toString());
    Pairs.requireLoss(loss);
  }

  @Test
  void inAFatJarBesideAPluginDirectory() throws Exception {
    Path fat = FatJar.of(libraries(), HostedProgram.class, directory.resolve("fat.jar"));
    java("-jar", fat.toString(), pairs.toString(), loss.toString(), plugins.toString());
    Pairs.requireLoss(loss);
  }

  @Test
  void onTheModulePath() throws Exception {
    List<Path> path = modules();
    path.add(base());
    path.add(FatJar.ofClass(TenLines.class, directory.resolve("application.jar")));
    java(
        "--module-path",
        joined(path),
        ALL_MODULES,
        "--module",
        "application/" + TenLines.class.getName(),
        pairs.toString(),
        loss.toString());
    Pairs.requireLoss(loss);
  }

  @Test
  void onTheModulePathBesideAPluginDirectory() throws Exception {
    List<Path> path = modules();
    path.add(FatJar.ofClass(HostedProgram.class, directory.resolve("application.jar")));
    java(
        "--module-path",
        joined(path),
        ALL_MODULES,
        "--module",
        "application/" + HostedProgram.class.getName(),
        pairs.toString(),
        loss.toString(),
        plugins.toString());
    Pairs.requireLoss(loss);
  }

  @Test
  void theErrorNamesTheFlagThatHelpsOnTheModulePath() throws Exception {
    List<Path> path = modules();
    path.add(FatJar.ofClass(ArrowProgram.class, directory.resolve("application.jar")));
    Path file = directory.resolve("rewards.arrow");
    Path outcome = directory.resolve("outcome");
    String[] program = {
      "--module-path",
      joined(path),
      ALL_MODULES,
      "--module",
      "application/" + ArrowProgram.class.getName(),
      file.toString(),
      outcome.toString()
    };
    java(program);
    String flag = "--add-opens=java.base/java.nio=org.apache.arrow.memory.core";
    assertThat(Files.readString(outcome)).contains("start Java with " + flag + ", or");
    java(Stream.concat(Stream.of(flag), Stream.of(program)).toArray(String[]::new));
    assertThat(Files.readString(outcome)).isEqualTo("written");
    assertThat(file).isNotEmptyFile();
  }

  /** As in an application server, where the classes of each application are its own. */
  @Test
  void inClassLoadersOfTheirOwn() throws Exception {
    List<Path> path = libraries();
    path.add(FatJar.ofClass(HostedProgram.class, directory.resolve("application.jar")));
    URL[] urls = new URL[path.size()];
    for (int i = 0; i < urls.length; i++) {
      urls[i] = path.get(i).toUri().toURL();
    }
    ClassLoader platform = ClassLoader.getPlatformClassLoader();
    try (URLClassLoader first = new URLClassLoader("first", urls, platform);
        URLClassLoader second = new URLClassLoader("second", urls, platform)) {
      for (ClassLoader application : List.of(first, second)) {
        // The context class loader of this thread is the tests': it has an Esscher of its own.
        Class<?> program = application.loadClass(HostedProgram.class.getName());
        assertThat(program).isNotEqualTo(HostedProgram.class);
        String[] arguments = {pairs.toString(), loss.toString(), plugins.toString()};
        program.getMethod("main", String[].class).invoke(null, (Object) arguments);
        Pairs.requireLoss(loss);
        Files.delete(loss);
      }
    }
  }

  /**
   * What an embedder without neural models has. (Deep Java Library can't be on a module path: one
   * of its jars gives itself a name that no module may have.)
   */
  private static List<Path> libraries() throws IOException {
    try (Stream<Path> jars = Files.list(DISTRIBUTION.resolve("lib"))) {
      return new ArrayList<>(
          jars.filter(jar -> !jar.getFileName().toString().matches(NEURAL)).sorted().toList());
    }
  }

  /** What can be on a module path: Parquet's jars share packages, which modules may not. */
  private static List<Path> modules() throws IOException {
    List<Path> modules = libraries();
    modules.removeIf(jar -> jar.getFileName().toString().matches(PARQUET));
    return modules;
  }

  private static Path base() throws IOException {
    try (Stream<Path> jars = Files.list(DISTRIBUTION.resolve("plugins"))) {
      return jars.filter(jar -> jar.getFileName().toString().startsWith("esscher-base-"))
          .findFirst()
          .orElseThrow();
    }
  }

  private static String joined(List<Path> path) {
    return path.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
  }

  private static void java(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    // One of the libraries, jHDF, brings a configuration of this logger that shows everything.
    command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");
    if (Runtime.version().feature() >= 24) {
      // Such a Java warns of the way in which Arrow reaches its memory.
      command.add("--sun-misc-unsafe-memory-access=allow");
    }
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(output).isEmpty();
    assertThat(process.waitFor()).isZero();
  }
}
