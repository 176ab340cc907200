package org.esscher.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.esscher.runtime.internal.run.Engines;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Who computes. */
final class EngineOption {
  @Option(
      names = "--engine",
      paramLabel = "NAME",
      description =
          "Who computes on large batches, or reads a log that stays on the disk: local"
              + " (default), or spark. Results are the same.")
  String name = "local";

  @Option(
      names = "--master",
      paramLabel = "URL",
      description = "Spark's master; local[*], all cores of this machine, by default.")
  @Nullable String master;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      description = "Partitions on Spark; one per core by default.")
  @Nullable Integer partitions;

  /** Refuses an engine that can't be opened, before anything is read for it. */
  void require() {
    Engines.require(name, options());
  }

  /** The engine's options. */
  Map<String, String> options() {
    Map<String, String> options = new LinkedHashMap<>();
    if (name.equals("spark")) {
      options.put("master", master == null ? "local[*]" : master);
    } else if (master != null) {
      options.put("master", master);
    }
    if (partitions != null) {
      options.put("partitions", partitions.toString());
    }
    return options;
  }
}
