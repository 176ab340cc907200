package org.esscher.spark;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.esscher.api.Column;
import org.esscher.data.Arena;
import org.esscher.data.Sinks;
import org.esscher.plugins.base.BasePlugin;
import org.esscher.runtime.Esscher;
import org.esscher.runtime.RunBuilder;
import org.esscher.runtime.RunListener;

/** Runs of behavior cloning over a log in Parquet, with the standard plugin as a jar. */
final class SparkRuns {
  /** Nearly nine shards of 4,096 rows. */
  static final int ROWS = 36_000;

  private final Path directory;

  SparkRuns(Path directory) throws IOException {
    this.directory = directory;
    Files.createDirectories(directory.resolve("plugins"));
    pluginJar(directory.resolve("plugins").resolve("base.jar"));
    log(directory.resolve("log.parquet"));
  }

  Path plugins() {
    return directory.resolve("plugins");
  }

  private static void pluginJar(Path jar) throws IOException {
    Path classes;
    try {
      classes =
          Path.of(BasePlugin.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IOException(e);
    }
    if (Files.isRegularFile(classes)) {
      Files.copy(classes, jar);
      return;
    }
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream packed = new JarOutputStream(out);
        Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        packed.putNextEntry(new ZipEntry(classes.relativize(file).toString()));
        Files.copy(file, packed);
        packed.closeEntry();
      }
    }
  }

  /** Decisions among three actions whose best one depends on two numbers. */
  private static void log(Path file) {
    Random random = new Random(11);
    double[] features = new double[2 * ROWS];
    long[] actions = new long[ROWS];
    double[] weights = new double[ROWS];
    for (int row = 0; row < ROWS; row++) {
      features[2 * row] = random.nextGaussian();
      features[2 * row + 1] = random.nextGaussian();
      actions[row] =
          random.nextInt(4) == 0
              ? random.nextInt(3)
              : features[2 * row] > 0 ? 0 : features[2 * row + 1] > 0 ? 1 : 2;
      weights[row] = 0.5 + random.nextDouble();
    }
    try (Arena arena = Arena.root("log")) {
      Map<String, Column> columns = new LinkedHashMap<>();
      columns.put("features", arena.vectors(2, features));
      columns.put("observation", arena.vectors(2, features));
      columns.put("action", arena.integers(actions));
      columns.put("weight", arena.numbers(weights));
      Sinks.write(file, arena.batch(columns));
    }
  }

  /** A run; what it leaves, by file. */
  Map<String, String> run(String name, Map<String, String> engine) throws IOException {
    return run(name, engine, 4, RunListener.NONE);
  }

  Map<String, String> run(
      String name, Map<String, String> engine, int updates, RunListener listener)
      throws IOException {
    Path to = directory.resolve(name);
    try (Esscher host = Esscher.builder().plugins(plugins()).build()) {
      RunBuilder builder =
          host.run("behavior-cloning")
              .data("data", directory.resolve("log.parquet").toString())
              .set("policy.id", "linear-softmax")
              .set("policy.features", "[features]")
              .set("policy.actions", "3")
              .set("policy.buckets", "64")
              .set("actions", "3")
              .set("updates", Integer.toString(updates))
              .set("batch", Integer.toString(ROWS))
              .listener(listener)
              .out(to);
      if (!engine.isEmpty()) {
        builder.engine("spark", engine);
      }
      builder.start();
    }
    Map<String, String> left = new TreeMap<>();
    for (String file : List.of("metrics.jsonl", "models/policy.json")) {
      left.put(file, Files.readString(to.resolve(file)));
    }
    return left;
  }
}
