package org.esscher.plugins.serl;

import java.util.LinkedHashMap;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Estimate;
import org.esscher.api.Estimator;
import org.esscher.api.State;
import org.esscher.data.Arena;
import org.esscher.runtime.Esscher;
import org.esscher.runtime.internal.estimate.Estimation;
import org.esscher.runtime.internal.wiring.CallContext;

/** A host with the standard components, and estimates of rows whose model outputs are columns. */
final class SerlFixture implements AutoCloseable {
  final Esscher host = Esscher.builder().classPath(SerlFixture.class.getClassLoader()).build();
  final Arena arena = host.arena("test");

  CallContext context(long seed) {
    return new CallContext(
        arena, seed, CallContext.NO_ROLES, host.services().components(), "serl test");
  }

  Estimate estimate(Estimator estimator, String slot, Batch rows) {
    return new Estimation()
        .estimate(estimator, Map.of(slot, rows), State.empty(), null, context(1), false);
  }

  /** A batch of columns in the order name, column, name, column, … */
  Batch batch(Object... namesAndColumns) {
    Map<String, Column> columns = new LinkedHashMap<>();
    for (int i = 0; i < namesAndColumns.length; i += 2) {
      columns.put((String) namesAndColumns[i], (Column) namesAndColumns[i + 1]);
    }
    return arena.batch(columns);
  }

  /** Cotangents of a loss. */
  static double[] cotangents(Estimate estimate, String loss, String slot, String column) {
    Estimate.LossEstimate found = estimate.losses().get(loss);
    Column cotangents =
        found == null ? null : found.cotangents().getOrDefault(slot, Map.of()).get(column);
    if (cotangents == null) {
      throw new AssertionError("no cotangents of " + column + " in " + loss + " of " + estimate);
    }
    return cotangents.toArray();
  }

  @Override
  public void close() {
    arena.close();
    host.close();
  }
}
