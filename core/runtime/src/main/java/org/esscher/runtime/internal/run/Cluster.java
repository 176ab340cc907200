package org.esscher.runtime.internal.run;

import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.esscher.runtime.internal.estimate.PartitionResults;

/**
 * Processes that compute on partitions of rows. It moves bytes, and knows nothing of what they
 * mean: each process calls {@link PartitionProcess#round} for the partitions that it is given.
 */
public interface Cluster extends AutoCloseable {
  /**
   * How many partitions rows are cut into, where they have as many shards.
   *
   * @return at least 1
   */
  int partitions();

  /**
   * A number for rows that are sent for the first time, or for work.
   *
   * @return another one each time
   */
  long number();

  /**
   * Does one piece of work on every partition of some rows.
   *
   * @param rows the {@link #number} of the rows, under which they may be kept for further rounds
   * @param partitions gives the rows of each partition, when they are not kept
   * @param work what is done
   * @param done gets the number of each partition, from 0, when it has answered; once for each, and
   *     one at a time, on any thread; what it throws ends the round
   * @return what each partition gave, in their order
   * @throws org.esscher.api.EsscherException what a partition threw; (RESOURCES) when the processes
   *     can't be reached any more
   */
  List<byte[]> round(long rows, Supplier<List<byte[]>> partitions, byte[] work, IntConsumer done);

  /**
   * A round of work whose results are {@link PartitionResults}, which may be merged on their way.
   *
   * @param rows as for {@link #round}
   * @param partitions as for {@link #round}
   * @param work as for {@link #round}
   * @return what each partition gave; or fewer results, at least one, {@linkplain
   *     PartitionResults#merge merged} in any order
   * @throws org.esscher.api.EsscherException as for {@link #round}
   */
  List<byte[]> reduce(long rows, Supplier<List<byte[]>> partitions, byte[] work);

  /**
   * Lets go of rows.
   *
   * @param rows their number
   */
  void forget(long rows);

  @Override
  void close();
}
