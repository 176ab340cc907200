package org.esscher.dist;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Estimator;
import org.esscher.api.State;
import org.esscher.data.Arena;
import org.esscher.data.ReadOptions;
import org.esscher.data.Sources;
import org.esscher.runtime.Esscher;

/** The ten lines, with a plugin directory: what tests put into other surroundings. */
public final class HostedProgram {
  private HostedProgram() {}

  /**
   * Writes the DPO loss.
   *
   * @param args the file of pairs, the file for the loss, the plugin directory
   */
  public static void main(String[] args) throws IOException {
    try (Esscher host = Esscher.builder().plugins(Path.of(args[2])).build();
        Arena arena = host.arena("pairs")) {
      if (!host.failures().isEmpty()) {
        throw new IllegalStateException(host.failures().toString());
      }
      Batch pairs = Sources.open(Path.of(args[0]), ReadOptions.defaults()).readAll(arena);
      Estimator dpo = host.component(Estimator.class, "dpo", Map.of("beta", 0.1));
      Files.writeString(
          Path.of(args[1]),
          "loss "
              + host.estimate(dpo, Map.of("pairs", pairs), State.empty(), 1, arena).value("dpo"));
    }
  }
}
