package org.esscher.runtime.internal.load;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import org.esscher.runtime.Esscher;

/**
 * How long a host takes to be built in a Java that has just started: without plugins, and with a
 * directory of 79 plugin jars, each of three components with five fields. A program and no test: it
 * asserts nothing of time.
 */
final class DiscoveryBenchmark {
  private static final int JARS = 79;
  private static final int REPETITIONS = 11;

  private DiscoveryBenchmark() {}

  /**
   * Makes the jars and measures, or is what is measured.
   *
   * @param args nothing; or the directory of jars and the file that takes the milliseconds
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    if (args.length == 2) {
      Files.writeString(Path.of(args[1]), Double.toString(millisecondsToBuild(Path.of(args[0]))));
      return;
    }
    Path directory = Files.createTempDirectory("discovery");
    Path none = Files.createDirectory(directory.resolve("none"));
    Path plugins = Files.createDirectory(directory.resolve("plugins"));
    for (int i = 0; i < JARS; i++) {
      jar(i).write(plugins.resolve("plugin-" + i + ".jar"));
    }
    report("without plugins", measure(none, directory.resolve("milliseconds")));
    report("with " + JARS + " jars", measure(plugins, directory.resolve("milliseconds")));
  }

  private static double millisecondsToBuild(Path plugins) {
    long start = System.nanoTime();
    try (Esscher host = Esscher.builder().plugins(plugins).build()) {
      if (!host.failures().isEmpty()) {
        throw new IllegalStateException(host.failures().toString());
      }
      return (System.nanoTime() - start) / 1e6;
    }
  }

  private static PluginJar jar(int number) {
    PluginJar jar = new PluginJar().plugin("Plugin" + number, "A.class", "B.class", "C.class");
    for (String name : List.of("A", "B", "C")) {
      jar.generator(
          name,
          name.toLowerCase(Locale.ROOT) + "-" + number,
          """
          @Default("1") @jakarta.validation.constraints.Positive double scale,
          @Default("0.5") double rate, @Default("8") int size, @Default("true") boolean centered,
          @Default("name") String label""");
    }
    return jar;
  }

  private static double[] measure(Path plugins, Path result)
      throws IOException, InterruptedException {
    double[] milliseconds = new double[REPETITIONS];
    for (int i = 0; i < REPETITIONS; i++) {
      List<String> command =
          List.of(
              System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
              "-XX:+UseSerialGC",
              "-Xshare:auto",
              "-cp",
              System.getProperty("java.class.path"),
              DiscoveryBenchmark.class.getName(),
              plugins.toString(),
              result.toString());
      int exit = new ProcessBuilder(command).inheritIO().start().waitFor();
      if (exit != 0) {
        throw new IllegalStateException("exit status " + exit);
      }
      milliseconds[i] = Double.parseDouble(Files.readString(result));
    }
    return milliseconds;
  }

  private static void report(String what, double[] milliseconds) {
    double[] sorted = DoubleStream.of(milliseconds).sorted().toArray();
    System.getLogger(DiscoveryBenchmark.class.getName())
        .log(
            System.Logger.Level.INFO,
            "{0}: median {1} ms, least {2} ms, most {3} ms",
            what,
            Math.round(sorted[sorted.length / 2]),
            Math.round(sorted[0]),
            Math.round(sorted[sorted.length - 1]));
  }
}
