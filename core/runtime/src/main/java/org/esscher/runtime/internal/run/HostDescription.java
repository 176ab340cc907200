package org.esscher.runtime.internal.run;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a host loads, so that another process can build one like it.
 *
 * @param directories of plugins
 * @param classPath whether plugins of the class path are loaded too
 * @param allowedDigests of the jars, or null for any
 * @param portable whether it computes in plain Java
 */
public record HostDescription(
    List<Path> directories,
    boolean classPath,
    @Nullable Set<String> allowedDigests,
    boolean portable) {
  /**
   * Copies.
   *
   * @param directories as for the record
   * @param classPath as for the record
   * @param allowedDigests as for the record
   * @param portable as for the record
   */
  public HostDescription {
    directories = List.copyOf(directories);
    allowedDigests = allowedDigests == null ? null : Set.copyOf(allowedDigests);
  }
}
