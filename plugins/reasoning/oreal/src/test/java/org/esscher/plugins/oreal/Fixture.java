package org.esscher.plugins.oreal;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.Estimate;
import org.esscher.api.Estimator;
import org.esscher.api.State;
import org.esscher.data.Arena;
import org.esscher.runtime.Esscher;
import org.esscher.runtime.internal.wiring.CallContext;

/** A host, and rollouts of one prompt whose log-probs and scores are columns. */
final class Fixture implements AutoCloseable {
  final Esscher host = Esscher.builder().classPath(Oreal.class.getClassLoader()).build();
  final Arena arena = host.arena("test");

  /** Plain likelihood of right rollouts, before anything is switched on. */
  static final Oreal PLAIN = loss(0, 0, Shaping.RLOO, false, false);

  static Oreal loss(
      double eta, double beta, Shaping shaping, boolean posMultAdv, boolean tokenWeights) {
    return new Oreal(
        eta,
        beta,
        shaping,
        posMultAdv,
        tokenWeights,
        Oreal.WeightScore.RUNNING_MEAN,
        0.5,
        0.5,
        Oreal.Rescale.THRESHOLD,
        0.25,
        false);
  }

  /** The defaults, without a demand for pairs. */
  static Oreal weighted(Oreal.WeightScore score, Oreal.Rescale rescale, double ratio) {
    return new Oreal(0.5, 0.01, Shaping.RLOO, true, true, score, 0.5, 0.5, rescale, ratio, false);
  }

  Context context() {
    return new CallContext(
        arena, 1, CallContext.NO_ROLES, host.services().components(), "oreal test");
  }

  /**
   * Rollouts of one prompt, of as many tokens each, with log π = log π_ref = −1 and scores of 0.
   */
  Batch rollouts(int tokens, double... rewards) {
    double[] logp = new double[rewards.length * tokens];
    Arrays.fill(logp, -1);
    Map<String, Column> columns = new LinkedHashMap<>();
    columns.put("prompt_id", arena.integers(new long[rewards.length]));
    columns.put("reward", arena.numbers(rewards));
    columns.put("logp", lists(tokens, logp));
    columns.put("ref_logp", lists(tokens, logp));
    columns.put("rm_score", lists(tokens, new double[logp.length]));
    return arena.batch(columns);
  }

  /** Lists of one length. */
  Column lists(int tokens, double... values) {
    int[] starts = new int[values.length / tokens + 1];
    Arrays.setAll(starts, row -> row * tokens);
    return arena.lists(starts, values);
  }

  Estimate estimate(Estimator estimator, Batch samples) {
    return host.estimate(estimator, Map.of("samples", samples), State.empty(), 1, arena);
  }

  double[] cotangents(Estimator estimator, Batch samples, String column) {
    Estimate.LossEstimate loss = estimate(estimator, samples).losses().values().iterator().next();
    return Objects.requireNonNull(
            Objects.requireNonNull(loss.cotangents().get("samples")).get(column), column)
        .toArray();
  }

  static double logit(double p) {
    return Math.log(p / (1 - p));
  }

  @Override
  public void close() {
    arena.close();
    host.close();
  }
}
