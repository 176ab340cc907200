package org.esscher.dist;

import java.nio.file.Path;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Estimate;
import org.esscher.api.Estimator;
import org.esscher.api.PolicyProvider;
import org.esscher.api.State;
import org.esscher.data.Arena;
import org.esscher.data.ReadOptions;
import org.esscher.data.Sources;
import org.esscher.runtime.Esscher;
import org.esscher.runtime.PolicyEvaluation;

/** The program of docs/embedding.md. */
final class EmbeddingExample {
  private final Esscher host;

  EmbeddingExample(Esscher host) {
    this.host = host;
  }

  /** The DPO loss of preference pairs whose log-probabilities are columns of a file. */
  double preferenceLoss(Path pairsFile) {
    try (Arena arena = host.arena("pairs")) {
      Batch pairs = Sources.open(pairsFile, ReadOptions.defaults()).readAll(arena);
      Estimator dpo = host.component(Estimator.class, "dpo", Map.of("beta", 0.1));
      Estimate estimate = host.estimate(dpo, Map.of("pairs", pairs), State.empty(), 1, arena);
      return estimate.value("dpo");
    }
  }

  /** What a log says of the policy that chooses each of three actions equally often. */
  PolicyEvaluation uniformPolicy(Path logFile) {
    try (Arena arena = host.arena("log")) {
      Batch log = Sources.open(logFile, ReadOptions.defaults()).readAll(arena);
      PolicyProvider uniform =
          host.component(PolicyProvider.class, "uniform", Map.of("actions", 3));
      return host.evaluate(uniform, log, 1);
    }
  }

  public static void main(String[] args) {
    try (Esscher host =
        Esscher.builder().classPath(EmbeddingExample.class.getClassLoader()).build()) {
      EmbeddingExample example = new EmbeddingExample(host);
      double loss = example.preferenceLoss(Path.of(args[0]));
      PolicyEvaluation evaluation = example.uniformPolicy(Path.of(args[1]));
      System.Logger log = System.getLogger("example");
      log.log(System.Logger.Level.INFO, "loss {0}, values {1}", loss, evaluation.values());
    }
  }
}
