package org.esscher.runtime.internal.run;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.esscher.api.Recipe;
import org.esscher.runtime.RunListener;
import org.jspecify.annotations.Nullable;

/**
 * What is to be run.
 *
 * @param recipe the recipe, configured
 * @param sources files or generators by source
 * @param directory where to
 * @param seed of all randomness
 * @param resume whether to go on from the last checkpoint
 * @param listener follows it
 * @param cluster computes on partitions of large batches, or null
 * @param timeLimit how long it may take; null for as long as it takes
 * @param streamed sources that stay on the disk
 */
public record RunRequest(
    Recipe recipe,
    Map<String, String> sources,
    Path directory,
    long seed,
    boolean resume,
    RunListener listener,
    @Nullable Cluster cluster,
    @Nullable Duration timeLimit,
    Set<String> streamed) {
  /**
   * Copies.
   *
   * @param recipe as for the record
   * @param sources as for the record
   * @param directory as for the record
   * @param seed as for the record
   * @param resume as for the record
   * @param listener as for the record
   * @param cluster as for the record
   * @param timeLimit as for the record
   * @param streamed as for the record
   */
  public RunRequest {
    sources = Collections.unmodifiableMap(new LinkedHashMap<>(sources));
    streamed = Collections.unmodifiableSet(new TreeSet<>(streamed));
  }

  /**
   * Of a run that this process computes alone, for as long as it takes.
   *
   * @param recipe as for the record
   * @param sources as for the record
   * @param directory as for the record
   * @param seed as for the record
   * @param resume as for the record
   * @param listener as for the record
   */
  public RunRequest(
      Recipe recipe,
      Map<String, String> sources,
      Path directory,
      long seed,
      boolean resume,
      RunListener listener) {
    this(recipe, sources, directory, seed, resume, listener, null, null, Set.of());
  }

  /** The same, for as long as it takes, followed by another. */
  RunRequest followedBy(RunListener other) {
    return new RunRequest(recipe, sources, directory, seed, resume, other, cluster, null, streamed);
  }
}
