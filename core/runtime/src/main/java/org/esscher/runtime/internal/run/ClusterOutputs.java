package org.esscher.runtime.internal.run;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.esscher.api.Batch;
import org.esscher.data.Arena;
import org.esscher.data.ArrowBytes;
import org.esscher.data.StoredRows;
import org.esscher.runtime.internal.evaluate.LogTask;
import org.esscher.runtime.internal.expression.Frame;

/** A model's outputs by the processes of a cluster, in one round. */
final class ClusterOutputs {
  /** Pieces that a process is given at a time: what it finds is kept until they are done. */
  private static final int PIECES = 4;

  private final Cluster cluster;
  private final byte[] work;

  ClusterOutputs(Cluster cluster, OutputsTask task) {
    this.cluster = cluster;
    this.work = task.toBytes();
  }

  /**
   * Of rows that are sent.
   *
   * @param rows of two shards or more
   * @param frame of {@link ShardOutputs#frame}
   * @param into owns the result
   * @return the outputs, as many rows
   */
  Batch of(Batch rows, Frame frame, Arena into) {
    int shards = frame.shards().length - 1;
    int partitions = Math.min(shards, cluster.partitions());
    try (Arena own = into.child("parts")) {
      List<Batch> parts = new ArrayList<>();
      for (byte[] part : round(() -> sent(rows, frame, partitions))) {
        parts.add(ArrowBytes.read(part, own));
      }
      return ShardOutputs.inStoredOrder(parts, frame, own, into);
    }
  }

  private static List<byte[]> sent(Batch rows, Frame frame, int partitions) {
    List<byte[]> sent = new ArrayList<>();
    for (int[] part : frame.partitions(partitions)) {
      sent.add(OutputsTask.sent(rows.take(part), frame.firstShard(sent.size(), partitions)));
    }
    return sent;
  }

  /** How many pieces of a file keep all processes busy for a round. */
  int pieces() {
    return Math.multiplyExact(PIECES, cluster.partitions());
  }

  /**
   * Of rows of a file, which the processes read themselves.
   *
   * @param rows of the file
   * @param first of the pieces
   * @param end one past the last
   * @return the outputs of each piece, as Arrow
   */
  List<byte[]> of(StoredRows rows, int first, int end) {
    return round(
        () ->
            LogTask.Range.of(rows, first, end, cluster.partitions()).stream()
                .map(OutputsTask::stored)
                .toList());
  }

  private List<byte[]> round(Supplier<List<byte[]>> rows) {
    long number = cluster.number();
    try {
      List<byte[]> found = new ArrayList<>();
      for (byte[] partition : cluster.round(number, rows, work)) {
        found.addAll(LogTask.pieces(partition));
      }
      return found;
    } finally {
      cluster.forget(number);
    }
  }
}
