package org.esscher.runtime;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How a run ended.
 *
 * @param directory the run directory
 * @param status FINISHED, CANCELLED or TIMED_OUT; a failure is thrown
 * @param metrics the last value of each metric
 */
public record RunResult(Path directory, Status status, Map<String, Double> metrics) {
  /**
   * Copies.
   *
   * @param directory as for the record
   * @param status as for the record
   * @param metrics as for the record
   */
  public RunResult {
    // In their order, which Map.copyOf shuffles anew in each process.
    metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
  }
}
