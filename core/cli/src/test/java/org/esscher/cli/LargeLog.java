package org.esscher.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.esscher.api.PolicyProvider;
import org.esscher.data.ReadOptions;
import org.esscher.data.Sources;
import org.esscher.runtime.Esscher;

/** Evaluates a policy in a process of its own, and tells how much memory Arrow took at most. */
final class LargeLog {
  private LargeLog() {}

  /** With the paths of the log, and of where to write what was taken. */
  public static void main(String[] args) throws IOException {
    try (Esscher host = Esscher.builder().classPath(LargeLog.class.getClassLoader()).build()) {
      host.evaluate(
          host.component(PolicyProvider.class, "uniform", Map.of("actions", 4)),
          Sources.open(Path.of(args[0]), ReadOptions.defaults()).stored(),
          3);
      long peak = host.services().arena().peakBytes();
      Files.writeString(Path.of(args[1]), Long.toString(peak), StandardCharsets.UTF_8);
    }
  }
}
