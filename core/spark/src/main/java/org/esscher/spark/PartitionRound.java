package org.esscher.spark;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;

/** One round of one partition, on an executor. */
final class PartitionRound implements Function<Integer, PartitionAnswer> {
  private static final long serialVersionUID = 1;

  private final ExecutorHost host;
  private final ArrayList<Broadcast<byte[]>> rows;
  private final Broadcast<byte[]> work;

  PartitionRound(ExecutorHost host, List<Broadcast<byte[]>> rows, Broadcast<byte[]> work) {
    this.host = host;
    this.rows = new ArrayList<>(rows);
    this.work = work;
  }

  @Override
  public PartitionAnswer call(Integer partition) {
    try {
      return PartitionAnswer.of(
          partition, host.round(partition, rows.get(partition).value(), work.value()));
    } catch (EsscherException e) {
      // What may be different elsewhere is tried again by Spark.
      if (e.code() == ErrorCode.RESOURCES) {
        throw e;
      }
      return PartitionAnswer.of(partition, e);
    }
  }
}
