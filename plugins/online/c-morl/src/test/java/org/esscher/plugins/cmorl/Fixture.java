package org.esscher.plugins.cmorl;

import java.util.Map;
import java.util.Objects;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Estimate;
import org.esscher.api.Estimator;
import org.esscher.api.State;
import org.esscher.data.Arena;
import org.esscher.runtime.Esscher;

/** A host and an arena. */
final class Fixture implements AutoCloseable {
  final Esscher host = Esscher.builder().classPath(Fixture.class.getClassLoader()).build();
  final Arena arena = host.arena("test");

  Estimate estimate(String slot, Estimator estimator, Batch rows) {
    return host.estimate(estimator, Map.of(slot, rows), State.empty(), 1, arena);
  }

  /** A loss's derivatives with respect to a column. */
  static double[] cotangents(Estimate estimate, String loss, String column) {
    Map<String, Column> columns =
        Objects.requireNonNull(
            Objects.requireNonNull(estimate.losses().get(loss), loss)
                .cotangents()
                .get("transitions"));
    return Objects.requireNonNull(columns.get(column), column).toArray();
  }

  static double value(Estimate estimate, String loss) {
    return Objects.requireNonNull(estimate.losses().get(loss), loss).value();
  }

  @Override
  public void close() {
    arena.close();
    host.close();
  }
}
