package org.esscher.flight;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.Forward;
import org.esscher.api.Model;
import org.esscher.api.Policy;
import org.esscher.api.PolicyProvider;
import org.esscher.api.RewardModel;
import org.esscher.api.RewardModelProvider;
import org.esscher.api.Vector;
import org.esscher.api.Vectored;
import org.esscher.data.Arena;
import org.esscher.runtime.Esscher;

/** A host with the standard components and those of Flight, and memory for a test. */
final class Bench implements AutoCloseable {
  private final Esscher host = Esscher.builder().classPath(Bench.class.getClassLoader()).build();
  private final Arena arena = host.arena("test");

  Esscher host() {
    return host;
  }

  Arena arena() {
    return arena;
  }

  Context context() {
    return host.context(arena, 1);
  }

  RewardModelProvider reward(String id, Map<String, ?> config) {
    return host.component(RewardModelProvider.class, id, config);
  }

  RewardModel remote(int port, Map<String, ?> config) {
    return reward("flight-reward", connected(port, config)).create(context(), null);
  }

  static Map<String, Object> connected(int port, Map<String, ?> config) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("endpoint", "grpc://localhost:" + port);
    // Tests wait for nobody.
    all.put("backoff", 0.001);
    all.putAll(config);
    return all;
  }

  /** Texts of which some are right. */
  Batch answers(int rows) {
    List<String> completions = new ArrayList<>();
    long[] answers = new long[rows];
    for (int row = 0; row < rows; row++) {
      completions.add("row " + "x".repeat(row % 7) + "\nA: " + row);
      answers[row] = row % 3 == 0 ? row : -1;
    }
    Map<String, Column> columns = new LinkedHashMap<>();
    columns.put("completion", arena.texts(completions));
    columns.put("answer", arena.integers(answers));
    return arena.batch(columns);
  }

  double[] scores(Model model, Batch rows) {
    try (Forward forward = model.forward(rows, Set.of("score"), context())) {
      return forward.output("score").toArray();
    }
  }

  /** Three actions, of which it likes some better, by numbers that are the same each time. */
  PolicyProvider policy() {
    PolicyProvider softmax =
        host.component(
            PolicyProvider.class,
            "linear-softmax",
            Map.of("features", List.of("observation"), "actions", 3, "buckets", 16));
    return (context, saved) -> {
      Policy policy = softmax.create(context, saved);
      Vectored vectored = policy.as(Vectored.class).orElseThrow();
      double[] parameters = vectored.parameters().toArray();
      for (int i = 0; i < parameters.length; i++) {
        parameters[i] = Math.sin(i + 1);
      }
      vectored.assign(Vector.of(parameters));
      return policy;
    };
  }

  @Override
  public void close() {
    arena.close();
    host.close();
  }
}
