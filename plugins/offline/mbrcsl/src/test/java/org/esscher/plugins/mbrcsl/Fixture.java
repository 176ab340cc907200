package org.esscher.plugins.mbrcsl;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.Data;
import org.esscher.api.Estimate;
import org.esscher.api.Estimator;
import org.esscher.api.Learner;
import org.esscher.api.Model;
import org.esscher.api.State;
import org.esscher.data.Arena;
import org.esscher.runtime.Esscher;
import org.esscher.runtime.internal.wiring.CallContext;

/** A host, batches, and calls by hand. */
final class Fixture implements AutoCloseable {
  final Esscher host = Esscher.builder().classPath(MbrcslPlugin.class.getClassLoader()).build();
  final Arena arena = host.arena("test");
  private final Map<String, Model> roles = new LinkedHashMap<>();

  Context context() {
    return new CallContext(
        arena,
        1,
        role -> Objects.requireNonNull(roles.get(role), role),
        host.services().components(),
        "mbrcsl test");
  }

  void put(String role, Model model) {
    roles.put(role, model);
  }

  Estimate estimate(Estimator estimator, String slot, Batch rows) {
    return host.estimate(estimator, Map.of(slot, rows), State.empty(), 1, arena);
  }

  double[] column(Estimate estimate, String name) {
    return Objects.requireNonNull(estimate.columns().get(name), name).toArray();
  }

  double loss(Estimator estimator, Batch rows, String name) {
    return Objects.requireNonNull(estimate(estimator, "transitions", rows).losses().get(name))
        .value();
  }

  Model fitted(Learner learner, Batch transitions) {
    State state = learner.fit(new Stored(transitions), State.empty(), context());
    return learner.load(state, context());
  }

  /** The log of the stitching problem. */
  Batch stitching(int episodes) {
    return new Stitching(episodes).generate(context());
  }

  Batch batch(Object... columns) {
    Map<String, Column> named = new LinkedHashMap<>();
    for (int i = 0; i < columns.length; i += 2) {
      named.put((String) columns[i], (Column) columns[i + 1]);
    }
    return arena.batch(named);
  }

  @Override
  public void close() {
    arena.close();
    host.close();
  }

  /** The stored rows of one slot, for learners that read nothing else. */
  private record Stored(Batch rows) implements Data {
    @Override
    public Column get(String read) {
      return rows.column(read);
    }

    @Override
    public Batch batch(String slot) {
      return rows;
    }

    @Override
    public int[] groups(String slot) {
      throw new UnsupportedOperationException("no learner of this plugin groups rows");
    }
  }
}
