package org.esscher.runtime.internal.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.esscher.api.Plugin;
import org.esscher.api.Recipe;
import org.esscher.runtime.RunListener;
import org.esscher.runtime.RunResult;
import org.esscher.runtime.internal.load.Components;
import org.esscher.runtime.internal.load.PluginScan;
import org.esscher.runtime.internal.optim.RuntimePlugin;
import org.esscher.runtime.internal.wiring.HostModule;
import org.esscher.runtime.internal.wiring.HostServices;

/** A host with the components of these tests, and what the tests look at in run directories. */
final class TestHost implements AutoCloseable {
  static final Map<String, String> LINE_DATA = Map.of("data", "test-line-data");
  static final Duration ALWAYS = Duration.ZERO;
  static final Duration NEVER = Duration.ofDays(1);

  private final PluginScan scan = new PluginScan();
  private final HostServices services;

  TestHost() {
    scan.builtIn(new RuntimePlugin());
    scan.builtIn(new TestPlugin());
    services = HostModule.wire(new Components(scan), 1, true);
  }

  HostServices services() {
    return services;
  }

  <T> T component(Class<T> kind, String id, Map<String, ?> config) {
    return services.components().create(kind, id, config);
  }

  RunResult run(
      Recipe recipe, Path directory, boolean resume, RunListener listener, Duration every) {
    return run(new RunRequest(recipe, LINE_DATA, directory, 5, resume, listener), every);
  }

  RunResult run(RunRequest request, Duration every) {
    return new RunLoop(services, request, every, System::nanoTime).run();
  }

  /** Everything that a run leaves as its result, by path. */
  static Map<String, byte[]> results(Path directory) throws IOException {
    Map<String, byte[]> results = new TreeMap<>();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = directory.relativize(file).toString();
        String last = file.getFileName().toString();
        boolean result =
            last.startsWith("metrics.") || last.startsWith("tables.") || name.contains("models/");
        if (result) {
          results.put(name, Files.readAllBytes(file));
        }
      }
    }
    return results;
  }

  /** What a process that was killed at this moment would have left. */
  static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
  }

  @Override
  public void close() {
    services.arena().close();
    scan.close();
  }

  /** The components of these tests. */
  private static final class TestPlugin implements Plugin {
    @Override
    public String apiVersion() {
      return API_VERSION;
    }

    @Override
    public List<Class<? extends Record>> components() {
      return List.of(
          Line.class,
          SquaredError.class,
          MeanFit.class,
          LineData.class,
          Everything.class,
          Corridor.class,
          Coin.class,
          Faulty.class,
          ManyRows.class,
          VeryManyRows.class,
          Spread.class,
          SpreadCode.class,
          GroupCode.class,
          Ranks.class,
          SerialCallsTest.OnDevice.class,
          SerialKindsTest.DeviceData.class,
          SerialPartitionsTest.Devices.class,
          DistributionTest.Drawn.class);
    }
  }
}
