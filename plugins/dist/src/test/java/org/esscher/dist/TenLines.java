package org.esscher.dist;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Estimate;
import org.esscher.api.Estimator;
import org.esscher.api.State;
import org.esscher.data.Arena;
import org.esscher.data.ReadOptions;
import org.esscher.data.Sources;
import org.esscher.runtime.Esscher;

/** The DPO loss of preference pairs whose log-probabilities are columns of a file. */
public final class TenLines {
  private TenLines() {}

  public static void main(String[] args) throws IOException {
    ClassLoader application = TenLines.class.getClassLoader();
    try (Esscher host = Esscher.builder().classPath(application).build();
        Arena arena = host.arena("pairs")) {
      Batch pairs = Sources.open(Path.of(args[0]), ReadOptions.defaults()).readAll(arena);
      Estimator dpo = host.component(Estimator.class, "dpo", Map.of("beta", 0.1));
      Estimate estimate = host.estimate(dpo, Map.of("pairs", pairs), State.empty(), 1, arena);
      Files.writeString(Path.of(args[1]), "loss " + estimate.value("dpo"));
    }
  }
}
