package org.esscher.plugins.constrainedrlhf;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Estimate;
import org.esscher.api.Estimate.LossEstimate;
import org.esscher.api.State;
import org.esscher.data.Arena;
import org.esscher.runtime.Esscher;

/** A host, and estimates of episodes whose model outputs are columns. */
final class EpisodeFixture implements AutoCloseable {
  final Esscher host = Esscher.builder().classPath(ConstrainedPpo.class.getClassLoader()).build();
  final Arena arena = host.arena("test");

  /** A plain configuration: no discount, no critic in the advantages, no standardization. */
  static ConstrainedPpo plain(
      Variant variant, List<Double> thresholds, List<Double> weights, double c, boolean squash) {
    return new ConstrainedPpo(variant, thresholds, weights, c, squash, 0.2, false, 1, 1, 0.5, 0.5);
  }

  /**
   * Episodes of one token whose critic says 0.
   *
   * @param logRatios log π/π_ref of each, which is the old policy's too
   * @param rewards row by row
   * @param w the multipliers
   */
  Batch choices(double[] logRatios, int n, double[] rewards, double... w) {
    int rows = logRatios.length;
    double[] repeated = new double[rows * w.length];
    for (int i = 0; i < repeated.length; i++) {
      repeated[i] = w[i % w.length];
    }
    Map<String, Column> columns = new LinkedHashMap<>();
    columns.put("logp", arena.numbers(logRatios));
    columns.put("old_logp", arena.numbers(logRatios));
    columns.put("ref_logp", arena.numbers(new double[rows]));
    columns.put("rewards", arena.vectors(n, rewards));
    columns.put("value", arena.vectors(n + 1, new double[rows * (n + 1)]));
    columns.put(
        "multiplier", w.length == 1 ? arena.numbers(repeated) : arena.vectors(w.length, repeated));
    return arena.batch(columns);
  }

  Estimate estimate(ConstrainedPpo losses, Batch samples) {
    return host.estimate(losses, Map.of("samples", samples), State.empty(), 1, arena);
  }

  static LossEstimate loss(Estimate found, String name) {
    return Objects.requireNonNull(found.losses().get(name), name);
  }

  static double[] cotangents(Estimate found, String loss, String column) {
    Map<String, Column> columns = loss(found, loss).cotangents().getOrDefault("samples", Map.of());
    return Objects.requireNonNull(columns.get(column), column).toArray();
  }

  @Override
  public void close() {
    arena.close();
    host.close();
  }
}
