package org.esscher.plugins.hypo;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.Estimate;
import org.esscher.api.Estimate.LossEstimate;
import org.esscher.api.Estimator;
import org.esscher.api.State;
import org.esscher.data.Arena;
import org.esscher.plugins.hypo.Hypo.KlEstimator;
import org.esscher.runtime.Esscher;
import org.esscher.runtime.internal.estimate.Estimation;
import org.esscher.runtime.internal.wiring.CallContext;

/** A host with the standard components, and estimates of rows whose log-probs are columns. */
final class HypoFixture implements AutoCloseable {
  final Esscher host = Esscher.builder().classPath(Hypo.class.getClassLoader()).build();
  final Arena arena = host.arena("test");

  static RandomGenerator random(long seed) {
    return CallContext.generator(seed);
  }

  CallContext context(long seed) {
    return context(seed, arena);
  }

  CallContext context(long seed, Columns columns) {
    return new CallContext(
        columns, seed, CallContext.NO_ROLES, host.services().components(), "hypo test");
  }

  static Hypo byScore(double lambda) {
    return new Hypo(0.1, lambda, KlEstimator.SCORE, false);
  }

  static Hypo exact(double lambda) {
    return new Hypo(0.1, lambda, KlEstimator.EXACT, false);
  }

  /** Pairs with log-ratios ℓ_w and ℓ_l to a reference of log-prob −2. */
  Batch pairs(double[] chosen, double[] rejected) {
    double[] reference = new double[chosen.length];
    Arrays.fill(reference, -2);
    Map<String, Column> columns = new LinkedHashMap<>();
    columns.put("chosen_logp", arena.numbers(sum(chosen, reference)));
    columns.put("rejected_logp", arena.numbers(sum(rejected, reference)));
    columns.put("ref_chosen_logp", arena.numbers(reference));
    columns.put("ref_rejected_logp", arena.numbers(reference));
    return arena.batch(columns);
  }

  private static double[] sum(double[] left, double[] right) {
    double[] sum = left.clone();
    Arrays.setAll(sum, i -> left[i] + right[i]);
    return sum;
  }

  Batch pair(double chosen, double rejected) {
    return pairs(new double[] {chosen}, new double[] {rejected});
  }

  /** Online rows of the prompts given. */
  Batch online(long[] prompts, double[] logp, double[] refLogp) {
    Map<String, Column> columns = new LinkedHashMap<>();
    columns.put("prompt_id", arena.integers(prompts));
    columns.put("logp", arena.numbers(logp));
    columns.put("ref_logp", arena.numbers(refLogp));
    return arena.batch(columns);
  }

  Batch online(double[] logp, double[] refLogp) {
    return online(new long[logp.length], logp, refLogp);
  }

  /** With cotangents, without standard errors. */
  Estimate estimate(Estimator estimator, Map<String, Batch> slots) {
    return estimate(estimator, slots, arena);
  }

  Estimate estimate(Estimator estimator, Map<String, Batch> slots, Columns columns) {
    return new Estimation()
        .estimate(estimator, slots, State.empty(), null, context(1, columns), false);
  }

  static LossEstimate loss(Estimate estimate) {
    return estimate.losses().values().iterator().next();
  }

  static double[] cotangents(Estimate estimate, String slot, String column) {
    Column cotangents = loss(estimate).cotangents().getOrDefault(slot, Map.of()).get(column);
    if (cotangents == null) {
      throw new AssertionError("no cotangents of " + column + " in " + loss(estimate));
    }
    return cotangents.toArray();
  }

  static double[] logs(double... probabilities) {
    return Arrays.stream(probabilities).map(Math::log).toArray();
  }

  @Override
  public void close() {
    arena.close();
    host.close();
  }
}
