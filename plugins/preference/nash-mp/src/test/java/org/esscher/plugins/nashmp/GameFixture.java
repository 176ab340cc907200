package org.esscher.plugins.nashmp;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.Estimate;
import org.esscher.api.Estimator;
import org.esscher.api.State;
import org.esscher.data.Arena;
import org.esscher.runtime.Esscher;
import org.esscher.runtime.internal.estimate.Estimation;
import org.esscher.runtime.internal.wiring.CallContext;

/** A host with the standard components, and estimates of rows whose log-probs are columns. */
final class GameFixture implements AutoCloseable {
  final Esscher host = Esscher.builder().classPath(NashMpProx.class.getClassLoader()).build();
  final Arena arena = host.arena("test");

  CallContext context(long seed, Columns columns) {
    return new CallContext(
        columns, seed, CallContext.NO_ROLES, host.services().components(), "nash-mp test");
  }

  CallContext context(long seed) {
    return context(seed, arena);
  }

  Estimate estimate(Estimator estimator, Map<String, Batch> slots) {
    return estimate(estimator, slots, arena);
  }

  Estimate estimate(Estimator estimator, Map<String, Batch> slots, Columns columns) {
    return new Estimation()
        .estimate(estimator, slots, State.empty(), null, context(1, columns), false);
  }

  /** Cotangents of {@code logp} in the slot {@code samples}. */
  static double[] cotangents(Estimate estimate) {
    Estimate.LossEstimate loss = estimate.losses().values().iterator().next();
    Column cotangents = loss.cotangents().getOrDefault("samples", Map.of()).get("logp");
    if (cotangents == null) {
      throw new AssertionError("no cotangents of logp in " + loss);
    }
    return cotangents.toArray();
  }

  /** Rows of one prompt. */
  static Batch samples(
      double[] logp, double[] refLogp, double[] anchorLogp, double[] preference, Columns columns) {
    Map<String, Column> samples = new LinkedHashMap<>();
    samples.put("prompt_id", columns.integers(new long[logp.length]));
    samples.put("logp", columns.numbers(logp));
    samples.put("ref_logp", columns.numbers(refLogp));
    samples.put("anchor_logp", columns.numbers(anchorLogp));
    samples.put("preference_prob", columns.numbers(preference));
    return columns.batch(samples);
  }

  /** All answers of a game, prompt 0. */
  Batch answers(PreferenceGame game, double... logp) {
    int n = game.actions();
    int[] starts = new int[n + 1];
    long[] action = new long[n];
    double[] preference = new double[n * n];
    for (int y = 0; y < n; y++) {
      starts[y + 1] = (y + 1) * n;
      action[y] = y;
      for (int rival = 0; rival < n; rival++) {
        preference[y * n + rival] = game.preference(y, rival);
      }
    }
    Map<String, Column> rows = new LinkedHashMap<>();
    rows.put("prompt_id", arena.integers(new long[n]));
    rows.put("action", arena.integers(action));
    rows.put("ref_logp", arena.numbers(game.reference()));
    rows.put("logp", arena.numbers(logp));
    rows.put("preference_prob", arena.lists(starts, preference));
    return arena.batch(rows);
  }

  static double[] exp(double... logs) {
    return Arrays.stream(logs).map(Math::exp).toArray();
  }

  @Override
  public void close() {
    arena.close();
    host.close();
  }
}
