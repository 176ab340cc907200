package org.esscher.runtime.internal.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.esscher.runtime.internal.estimate.PartitionResults;
import org.esscher.runtime.internal.wiring.HostServices;

/** Another host of this process, which takes partitions last first, and loses some. */
final class InProcessCluster implements Cluster {
  private final int partitions;
  private final PartitionProcess process;
  private final Map<Long, List<byte[]>> kept = new HashMap<>();
  private final List<Integer> used = new ArrayList<>();
  private final Random order = new Random(1);
  private long numbers;
  private int rounds;
  private int merges;

  InProcessCluster(HostServices there, int partitions) {
    this.partitions = partitions;
    this.process = new PartitionProcess(there);
  }

  /** How many partitions each round had. */
  List<Integer> used() {
    return used;
  }

  @Override
  public int partitions() {
    return partitions;
  }

  @Override
  public long number() {
    return numbers++;
  }

  @Override
  public List<byte[]> round(long rows, Supplier<List<byte[]>> cut, byte[] work, IntConsumer done) {
    List<byte[]> all = kept.computeIfAbsent(rows, ignored -> cut.get());
    used.add(all.size());
    byte[][] results = new byte[all.size()][];
    rounds++;
    for (int partition = all.size() - 1; partition >= 0; partition--) {
      results[partition] = process.round(partition, all.get(partition), work);
      if (rounds % 7 == 3) {
        // As when its answer got lost; and then, as when the process did.
        assertThat(process.round(partition, all.get(partition), work))
            .isEqualTo(results[partition]);
        process.close();
      }
      done.accept(partition);
    }
    return List.of(results);
  }

  /** Merges, in an order of chance. */
  @Override
  public List<byte[]> reduce(long rows, Supplier<List<byte[]>> cut, byte[] work) {
    List<byte[]> results = new ArrayList<>(round(rows, cut, work, ignored -> {}));
    while (results.size() > 1) {
      Collections.shuffle(results, order);
      byte[] some = results.remove(results.size() - 1);
      results.set(0, PartitionResults.merge(some, results.get(0)));
      merges++;
    }
    return results;
  }

  /** How many results were merged with others. */
  int merges() {
    return merges;
  }

  @Override
  public void forget(long rows) {
    kept.remove(rows);
  }

  @Override
  public void close() {
    process.close();
    assertThat(kept).isEmpty();
  }
}
