package org.esscher.runtime.internal.run;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Context;
import org.esscher.api.Estimate;
import org.esscher.api.Estimator;
import org.esscher.api.State;
import org.esscher.api.Vectored;
import org.esscher.data.Arena;
import org.esscher.data.ArrowBytes;
import org.esscher.runtime.internal.estimate.Differentiated;
import org.esscher.runtime.internal.estimate.PartitionCall;
import org.esscher.runtime.internal.estimate.PartitionResults;
import org.esscher.runtime.internal.expression.Frame;

/**
 * Sends estimations to a cluster: cuts the slots' rows into partitions of whole shards, ships them
 * with the run's models, and goes through the rounds in which partitions exchange what they found.
 * What one shard holds, needs code, or draws random numbers is left to the caller.
 */
final class Distribution {
  /** Rows that stay with the cluster: those of a whole data set, and a batch. */
  private static final int KEPT = 4;

  private final Cluster cluster;
  private final RunRequest request;
  private final Roles roles;
  private final Deque<Shipped> shipped = new ArrayDeque<>();

  /** Kinds of estimators that turned out to draw random numbers: a lambda is a kind a place. */
  private final Set<Class<?>> undivided = new HashSet<>();

  /** Rows that were cut and sent. */
  private record Shipped(
      long number,
      Map<String, Batch> slots,
      Map<String, String> groupKeys,
      Map<String, byte[]> firstRows) {
    /** Batches are immutable: the same object holds the same rows. */
    boolean holds(Map<String, Batch> others, Map<String, String> keys) {
      return groupKeys.equals(keys)
          && slots.keySet().equals(others.keySet())
          && slots.entrySet().stream()
              .allMatch(slot -> slot.getValue() == others.get(slot.getKey()));
    }
  }

  Distribution(Cluster cluster, RunRequest request, Roles roles) {
    this.cluster = cluster;
    this.request = request;
    this.roles = roles;
  }

  /** Gradients; empty where the caller is to compute them. */
  Optional<Differentiated> differentiate(
      Estimator estimator, Map<String, Batch> slots, State state, Context context) {
    return compute(estimator, slots, state, context, true);
  }

  /** Values with standard errors; empty where the caller is to compute them. */
  Optional<Estimate> estimate(Estimator estimator, Map<String, Batch> slots, Context context) {
    return compute(estimator, slots, State.empty(), context, false).map(Differentiated::estimate);
  }

  /** A model's outputs; empty where the caller is to compute them. */
  Optional<Batch> outputs(String role, Batch rows, Set<String> outputs, long seed, Arena into) {
    // What the model is made of must be made here, so that its state is sent.
    Frame frame = ShardOutputs.frame(rows, roles.model(role), into);
    if (frame.shards().length <= 2) {
      return Optional.empty();
    }
    OutputsTask task = new OutputsTask(Replica.of(request, roles), role, outputs, seed);
    return Optional.of(new ClusterOutputs(cluster, task).of(rows, frame, into, ignored -> {}));
  }

  private Optional<Differentiated> compute(
      Estimator estimator,
      Map<String, Batch> slots,
      State state,
      Context context,
      boolean differentiates) {
    if (undivided.contains(estimator.getClass())) {
      return Optional.empty();
    }
    Optional<PartitionCall> asked = PartitionCall.of(estimator, state, differentiates);
    if (asked.isEmpty() || !slots.keySet().containsAll(asked.get().slots().keySet())) {
      return Optional.empty();
    }
    PartitionCall call = asked.get();
    for (String role : call.trained()) {
      if (roles.model(role).as(Vectored.class).isEmpty()) {
        return Optional.empty();
      }
    }
    if (!call.isMadeBy(context) || call.cutsGroups(roles::model, slots)) {
      return Optional.empty();
    }
    Map<String, Frame> frames = new LinkedHashMap<>();
    int shards = Integer.MAX_VALUE;
    for (Map.Entry<String, String> slot : call.slots().entrySet()) {
      Batch batch = slots.get(slot.getKey());
      String key = slot.getValue().isEmpty() ? null : slot.getValue();
      if (batch == null || batch.rows() == 0) {
        return Optional.empty();
      }
      Frame frame = new Frame(slot.getKey(), batch, key);
      frames.put(slot.getKey(), frame);
      shards = Math.min(shards, frame.shards().length - 1);
    }
    if (frames.isEmpty() || shards < 2) {
      return Optional.empty();
    }
    Optional<Differentiated> found = rounds(call, frames, Math.min(shards, cluster.partitions()));
    if (found.isEmpty()) {
      undivided.add(estimator.getClass());
    }
    return found;
  }

  private Optional<Differentiated> rounds(
      PartitionCall call, Map<String, Frame> frames, int partitions) {
    // What models are made of must be made here, so that its state is sent.
    call.roles().forEach(roles::model);
    Shipped rows = shipped(call, frames);
    byte[] replica = Replica.of(request, roles);
    List<double[]> known = new ArrayList<>();
    long number = cluster.number();
    byte[] bytes = call.toBytes();
    while (true) {
      byte[] work = new PartitionTask(number, replica, bytes, rows.firstRows(), known).toBytes();
      PartitionResults results =
          PartitionResults.of(
              cluster.reduce(rows.number(), () -> partitions(frames, partitions), work));
      if (results.undivided()) {
        return Optional.empty();
      }
      double[] total = results.total();
      if (total == null) {
        return Optional.of(results.found(call.combiners()));
      }
      known.add(total);
    }
  }

  private Shipped shipped(PartitionCall call, Map<String, Frame> frames) {
    Map<String, Batch> slots = new LinkedHashMap<>();
    Map<String, byte[]> firstRows = new LinkedHashMap<>();
    frames.forEach((slot, frame) -> slots.put(slot, frame.batch()));
    for (Shipped kept : shipped) {
      if (kept.holds(slots, call.slots())) {
        return kept;
      }
    }
    slots.forEach((slot, batch) -> firstRows.put(slot, ArrowBytes.write(batch.take(0))));
    Shipped made = new Shipped(cluster.number(), slots, call.slots(), firstRows);
    shipped.addFirst(made);
    if (shipped.size() > KEPT) {
      cluster.forget(shipped.removeLast().number());
    }
    return made;
  }

  /** Each partition's rows of each slot. */
  private static List<byte[]> partitions(Map<String, Frame> frames, int count) {
    Map<String, List<int[]>> cut = new LinkedHashMap<>();
    frames.forEach((slot, frame) -> cut.put(slot, frame.partitions(count)));
    List<byte[]> partitions = new ArrayList<>();
    for (int partition = 0; partition < count; partition++) {
      Map<String, Integer> firstShards = new LinkedHashMap<>();
      Map<String, byte[]> slots = new LinkedHashMap<>();
      for (Map.Entry<String, Frame> slot : frames.entrySet()) {
        int[] rows = Objects.requireNonNull(cut.get(slot.getKey())).get(partition);
        slots.put(slot.getKey(), ArrowBytes.write(slot.getValue().batch().take(rows)));
        firstShards.put(slot.getKey(), slot.getValue().firstShard(partition, count));
      }
      partitions.add(new PartitionTask.Rows(firstShards, slots).toBytes());
    }
    return partitions;
  }

  void close() {
    shipped.forEach(rows -> cluster.forget(rows.number()));
    shipped.clear();
  }
}
