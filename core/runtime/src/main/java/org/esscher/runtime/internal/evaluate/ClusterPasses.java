package org.esscher.runtime.internal.evaluate;

import java.util.ArrayList;
import java.util.List;
import org.esscher.api.Model;
import org.esscher.data.StoredRows;
import org.esscher.runtime.internal.progress.PassProgress;
import org.esscher.runtime.internal.run.Cluster;
import org.esscher.runtime.internal.run.SavedModel;
import org.esscher.runtime.internal.wiring.HostServices;

/** Passes by the processes of a cluster, each of which reads its pieces from the file itself. */
final class ClusterPasses implements LogPasses, AutoCloseable {
  private final HostServices services;
  private final Cluster cluster;
  private final StoredRows log;
  private final Model policy;
  private final byte[] saved;
  private final long rows;
  private final PassProgress progress;

  /**
   * Passes.
   *
   * @param services of this process's host
   * @param cluster the processes; the caller's
   * @param log the rows
   * @param policy the caller's
   * @param saved the same policy
   * @param progress of the passes over the whole log, whose parts are what the processes are given
   */
  ClusterPasses(
      HostServices services,
      Cluster cluster,
      StoredRows log,
      Model policy,
      SavedModel saved,
      PassProgress progress) {
    this.services = services;
    this.cluster = cluster;
    this.log = log;
    this.policy = policy;
    this.saved = saved.toBytes();
    this.rows = cluster.number();
    this.progress = progress;
  }

  @Override
  public List<byte[]> over(LogPass pass, int pieces) {
    int all = Pieces.count((int) log.rows());
    if (pieces < all) {
      return new LogPartition(services, log, 0, pieces, PassProgress.none()).run(policy, pass);
    }
    progress.begin(log.rows());
    List<byte[]> found = new ArrayList<>();
    byte[] work = new LogTask(saved, pass).toBytes();
    List<LogTask.Range> ranges = LogTask.Range.of(log, 0, all, cluster.partitions());
    List<byte[]> partitions =
        cluster.round(
            rows,
            () -> ranges.stream().map(LogTask.Range::toBytes).toList(),
            work,
            partition -> progress.through(ranges.get(partition).rows((int) log.rows())));
    for (byte[] partition : partitions) {
      found.addAll(LogTask.pieces(partition));
    }
    return found;
  }

  @Override
  public void close() {
    cluster.forget(rows);
  }
}
