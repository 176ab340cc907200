package org.esscher.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.esscher.runtime.Esscher;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How long a fresh process takes to find the components of a directory of plugins. */
@Command(
    name = "discovery",
    mixinStandardHelpOptions = true,
    description = {
      "Generates plugins, a jar each with three components, and times fresh processes.",
      "host: from the builder to the list of components; list: the whole command, as the launcher"
          + " starts it, with the plugins of the distribution beside them."
    })
public final class Discovery implements Callable<Integer> {
  @Option(names = "--jars", description = "Plugins to generate.")
  int jars = 79;

  @Option(names = "--rounds", description = "Processes; the median is told.")
  int rounds = 9;

  @Option(names = "--distribution", description = "What the launcher built.")
  Path distribution = Path.of("plugins", "dist", "target", "esscher");

  @Option(names = "--time", hidden = true)
  @Nullable Path timed;

  /** Made by {@link #main}. */
  public Discovery() {}

  /**
   * Times.
   *
   * @param args {@code --help} lists them
   */
  public static void main(String[] args) {
    System.exit(new CommandLine(new Discovery()).execute(args));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (timed != null) {
      System.out.println(hostNanos(timed));
      return 0;
    }
    Path directory = Files.createTempDirectory("esscher-discovery");
    try {
      new GeneratedPlugins(directory).write(jars);
      long[] host = new long[rounds];
      long[] list = new long[rounds];
      for (int round = 0; round < rounds; round++) {
        host[round] = Long.parseLong(child(probe(directory)).strip());
        long start = System.nanoTime();
        child(list(directory));
        list[round] = System.nanoTime() - start;
      }
      print("host", host);
      print("list", list);
    } finally {
      GeneratedPlugins.delete(directory);
    }
    return 0;
  }

  private static long hostNanos(Path directory) {
    long start = System.nanoTime();
    try (Esscher esscher = Esscher.builder().plugins(directory).build()) {
      if (esscher.components().isEmpty() || !esscher.failures().isEmpty()) {
        throw new IllegalStateException("not all were loaded: " + esscher.failures());
      }
      return System.nanoTime() - start;
    }
  }

  private static List<String> probe(Path directory) {
    List<String> command = java();
    command.addAll(
        List.of(
            System.getProperty("java.class.path"),
            Discovery.class.getName(),
            "--time",
            directory.toString()));
    return command;
  }

  private List<String> list(Path directory) {
    List<String> command = java();
    command.addAll(
        List.of(
            distribution.resolve("lib") + "/*",
            "-Desscher.plugins=" + distribution.resolve("plugins"),
            "org.esscher.cli.Main",
            "list",
            "--plugins",
            directory.toString()));
    return command;
  }

  /** As the launcher starts a verb that is soon over. */
  private static List<String> java() {
    return new ArrayList<>(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--add-opens=java.base/java.nio=ALL-UNNAMED",
            "-cp"));
  }

  private static String child(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(command + " ended with " + process.exitValue() + ": " + printed);
    }
    return printed;
  }

  private void print(String what, long[] nanos) {
    Arrays.sort(nanos);
    System.out.printf(
        Locale.ROOT,
        "%s with %d jars: median %.0f ms, least %.0f ms%n",
        what,
        jars,
        nanos[nanos.length / 2] / 1e6,
        nanos[0] / 1e6);
  }
}
