package org.esscher.runtime.internal.run;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
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
   * @param through is told how many rows each process is through with
   * @return the outputs, as many rows
   */
  Batch of(Batch rows, Frame frame, Arena into, IntConsumer through) {
    int shards = frame.shards().length - 1;
    int partitions = Math.min(shards, cluster.partitions());
    List<int[]> cut = frame.partitions(partitions);
    try (Arena own = into.child("parts")) {
      List<Batch> parts = new ArrayList<>();
      List<byte[]> found =
          round(
              () -> sent(rows, frame, cut), partition -> through.accept(cut.get(partition).length));
      for (byte[] part : found) {
        parts.add(ArrowBytes.read(part, own));
      }
      return ShardOutputs.inStoredOrder(parts, frame, own, into);
    }
  }

  private static List<byte[]> sent(Batch rows, Frame frame, List<int[]> cut) {
    List<byte[]> sent = new ArrayList<>();
    for (int[] part : cut) {
      sent.add(OutputsTask.sent(rows.take(part), frame.firstShard(sent.size(), cut.size())));
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
   * @param through is told how many rows each process is through with
   * @return the outputs of each piece, as Arrow
   */
  List<byte[]> of(StoredRows rows, int first, int end, IntConsumer through) {
    List<LogTask.Range> ranges = LogTask.Range.of(rows, first, end, cluster.partitions());
    return round(
        () -> ranges.stream().map(OutputsTask::stored).toList(),
        partition -> through.accept(ranges.get(partition).rows((int) rows.rows())));
  }

  private List<byte[]> round(Supplier<List<byte[]>> rows, IntConsumer done) {
    long number = cluster.number();
    try {
      List<byte[]> found = new ArrayList<>();
      for (byte[] partition : cluster.round(number, rows, work, done)) {
        found.addAll(LogTask.pieces(partition));
      }
      return found;
    } finally {
      cluster.forget(number);
    }
  }
}
