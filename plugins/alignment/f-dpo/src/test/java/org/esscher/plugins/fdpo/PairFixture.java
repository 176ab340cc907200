package org.esscher.plugins.fdpo;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.Estimate;
import org.esscher.api.Estimate.LossEstimate;
import org.esscher.api.Expr;
import org.esscher.api.FDivergence;
import org.esscher.api.State;
import org.esscher.data.Arena;
import org.esscher.runtime.Esscher;
import org.esscher.runtime.internal.wiring.CallContext;

/** A host with the standard components, and estimates of pairs whose log-probs are columns. */
final class PairFixture implements AutoCloseable {
  final Esscher host = Esscher.builder().classPath(FDpo.class.getClassLoader()).build();
  final Arena arena = host.arena("test");

  Context context() {
    return new CallContext(
        arena, 1, CallContext.NO_ROLES, host.services().components(), "f-dpo test");
  }

  /** {@code alpha 0.3} is the divergence alpha at 0.3. */
  FDivergence divergence(String label) {
    String[] parts = label.split(" ", -1);
    Map<String, ?> config = parts.length == 1 ? Map.of() : Map.of("alpha", parts[1]);
    return host.component(FDivergence.class, parts[0], config);
  }

  FDpo loss(String divergence, double beta) {
    return new FDpo(divergence(divergence), beta, 0, 50, 10);
  }

  /** Pairs with log-ratios ℓ_w and ℓ_l to a reference of log-prob −2. */
  Batch pairs(double[] chosen, double[] rejected) {
    double[] reference = new double[chosen.length];
    java.util.Arrays.fill(reference, -2);
    Map<String, Column> columns = new LinkedHashMap<>();
    columns.put("chosen_logp", plus(chosen, reference));
    columns.put("rejected_logp", plus(rejected, reference));
    columns.put("ref_chosen_logp", arena.numbers(reference));
    columns.put("ref_rejected_logp", arena.numbers(reference));
    return arena.batch(columns);
  }

  private Column plus(double[] left, double[] right) {
    double[] sum = left.clone();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += right[i];
    }
    return arena.numbers(sum);
  }

  Batch pair(double chosen, double rejected) {
    return pairs(new double[] {chosen}, new double[] {rejected});
  }

  Estimate estimate(FDpo loss, Batch pairs) {
    return host.estimate(loss, Map.of("pairs", pairs), State.empty(), 1, arena);
  }

  double value(FDpo loss, Batch pairs) {
    return loss(estimate(loss, pairs)).value();
  }

  static LossEstimate loss(Estimate estimate) {
    return estimate.losses().values().iterator().next();
  }

  static double[] cotangents(Estimate estimate, String column) {
    Map<String, Column> columns = loss(estimate).cotangents().getOrDefault("pairs", Map.of());
    Column cotangents = columns.get(column);
    if (cotangents == null) {
      throw new AssertionError("no cotangents of " + column + " among " + columns.keySet());
    }
    return cotangents.toArray();
  }

  double[] values(UnaryOperator<Expr> function, double... points) {
    return context().pointwise(function, arena.numbers(points)).value().toArray();
  }

  @Override
  public void close() {
    arena.close();
    host.close();
  }
}
