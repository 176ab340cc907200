package org.esscher.runtime.internal.evaluate;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Context;
import org.esscher.api.Enumerable;
import org.esscher.api.Model;
import org.esscher.api.ModelProvider;
import org.esscher.data.Arena;
import org.esscher.data.BatchReader;
import org.esscher.data.StoredRows;
import org.esscher.runtime.PassListener;
import org.esscher.runtime.PolicyEvaluation;
import org.esscher.runtime.internal.progress.PassProgress;
import org.esscher.runtime.internal.run.Cluster;
import org.esscher.runtime.internal.run.SavedModel;
import org.esscher.runtime.internal.wiring.CallContext;
import org.esscher.runtime.internal.wiring.HostServices;
import org.jspecify.annotations.Nullable;

/** Evaluates policies on logs that stay on the disk, in this process or by a cluster. */
public final class StoredEvaluation {
  private final HostServices services;
  private final int threads;
  private final @Nullable Cluster cluster;

  /**
   * Evaluates on some threads, or elsewhere.
   *
   * @param services the host's parts
   * @param threads at most so many, at least 1
   * @param cluster goes over the log instead, or null; the caller's
   */
  public StoredEvaluation(HostServices services, int threads, @Nullable Cluster cluster) {
    this.services = services;
    this.threads = threads;
    this.cluster = cluster;
  }

  /**
   * Evaluates.
   *
   * @param policy makes policies, one for each thread
   * @param stored has {@code action, propensity, reward} and the policy's inputs
   * @param seed of the choice of folds
   * @param listener follows the passes over the log
   * @return what {@link OffPolicyEvaluation} finds, to the bit
   */
  public PolicyEvaluation of(
      ModelProvider policy, StoredRows stored, long seed, PassListener listener) {
    Pieces.requireNumber(stored);
    List<Model> models = new ArrayList<>();
    try (Arena arena = services.arena().child("policy")) {
      Context context =
          new CallContext(arena, seed, CallContext.NO_ROLES, services.components(), "policy");
      models.add(policy.create(context, null));
      Model first = models.get(0);
      requireColumns(stored);
      StoredRows log = stored.withColumns(columns(first));
      PassProgress progress = new PassProgress(listener);
      boolean tabled = first.as(Enumerable.class).isPresent();
      if (cluster != null) {
        try (ClusterPasses passes =
            new ClusterPasses(
                services, cluster, log, first, SavedModel.of(policy, first), progress)) {
          return new StreamedEvaluation(seed, tabled, passes).evaluate(log, context);
        }
      }
      // A component that is called serially is so by this thread, which holds the lock.
      boolean serial = services.components().serialCalls().held();
      int partitions = serial ? 1 : Math.min(threads, Pieces.count((int) log.rows()));
      while (models.size() < partitions) {
        models.add(policy.create(context, null));
      }
      try (LocalPasses passes = new LocalPasses(services, log, models, progress)) {
        return new StreamedEvaluation(seed, tabled, passes).evaluate(log, context);
      }
    } finally {
      models.forEach(Model::close);
    }
  }

  private void requireColumns(StoredRows log) {
    try (Arena arena = services.arena().child("columns");
        BatchReader reader = log.open(arena, 0)) {
      Batch rows = Objects.requireNonNull(reader.next());
      OffPolicyEvaluation.COLUMNS.forEach(rows::column);
    }
  }

  /** What is read of the log. */
  static Set<String> columns(Model policy) {
    Set<String> columns = new HashSet<>(policy.inputs());
    columns.addAll(OffPolicyEvaluation.COLUMNS);
    columns.add("weight");
    return columns;
  }
}
