package org.esscher.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.Estimate;
import org.esscher.api.Estimate.LossEstimate;
import org.esscher.api.State;
import org.esscher.data.Arena;
import org.esscher.runtime.Esscher;
import org.esscher.runtime.internal.wiring.CallContext;

/** One workload's batch in a host, to be estimated again and again. */
final class EsscherSide implements AutoCloseable {
  private final Workload workload;
  private final Esscher host;
  private final Arena arena;
  private final Map<String, Batch> slots;

  EsscherSide(Workload workload, int threads, boolean portable) {
    this.workload = workload;
    Esscher.Builder builder = Esscher.builder().threads(threads);
    this.host = (portable ? builder.portable() : builder).build();
    this.arena = host.arena("bench");
    this.slots = Map.of(workload.slot(), workload.batch(arena));
  }

  /** What expressions are computed with. */
  String kernels() {
    return host.services().workers().kernels().name();
  }

  /** Estimates until all kernels are compiled. */
  void settle() {
    do {
      estimate();
    } while (!host.services().workers().kernels().settled());
  }

  /** Value and cotangents, made and dropped. */
  double estimate() {
    try (Arena call = host.arena("call")) {
      return value(estimate(call));
    }
  }

  private Estimate estimate(Arena call) {
    Context context =
        new CallContext(call, 1, CallContext.NO_ROLES, host.services().components(), "bench");
    return host.services()
        .estimation()
        .estimate(workload.estimator(), slots, State.empty(), null, context, false);
  }

  /** The loss, or the statistic of the workload's name. */
  private double value(Estimate estimate) {
    return estimate.losses().isEmpty()
        ? estimate.value(workload.name())
        : estimate.losses().values().iterator().next().value();
  }

  /** Value and cotangents for comparison. */
  Answer answer() {
    try (Arena call = host.arena("call")) {
      Estimate estimate = estimate(call);
      List<double[]> gradients = new ArrayList<>();
      for (LossEstimate loss : estimate.losses().values()) {
        Map<String, Column> cotangents =
            Objects.requireNonNull(loss.cotangents().get(workload.slot()));
        for (String column : workload.trained()) {
          gradients.add(Objects.requireNonNull(cotangents.get(column)).toArray());
        }
      }
      return new Answer(value(estimate), gradients);
    }
  }

  @Override
  public void close() {
    arena.close();
    host.close();
  }
}
