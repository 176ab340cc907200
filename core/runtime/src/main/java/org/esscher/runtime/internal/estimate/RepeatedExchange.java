package org.esscher.runtime.internal.estimate;

import java.util.List;
import java.util.function.Function;
import org.esscher.runtime.internal.expression.Exchange;
import org.esscher.runtime.internal.expression.ShardTree;

/**
 * An exchange between partitions that are computed one after the other, in bounded memory: a
 * computation that needs what the others found ends there, and is begun anew when that is known.
 */
public final class RepeatedExchange implements Exchange {
  private final int partition;
  private final List<double[]> known;
  private int next;

  private RepeatedExchange(int partition, List<double[]> known) {
    this.partition = partition;
    this.known = known;
  }

  /** Ends a computation where what it needs is not known yet. */
  private static final class Unknown extends RuntimeException {
    private static final long serialVersionUID = 1;

    // Never serialized: it is caught where the computation was begun.
    private final transient ShardTree own;

    Unknown(ShardTree own) {
      super("not known yet", null, false, false);
      this.own = own;
    }
  }

  /**
   * Computes from the beginning to the first exchange that is not known, or to the end.
   *
   * @param partition which one, from 0
   * @param known the totals so far
   * @param computation the same in each round
   * @return for {@link PartitionResults}
   */
  public static byte[] compute(
      int partition, List<double[]> known, Function<Exchange, byte[]> computation) {
    try {
      return computation.apply(new RepeatedExchange(partition, known));
    } catch (Unknown e) {
      return PartitionResults.exchange(e.own);
    }
  }

  @Override
  public double[] reduce(ShardTree own) {
    if (next < known.size()) {
      return known.get(next++);
    }
    throw new Unknown(own);
  }

  @Override
  public int partition() {
    return partition;
  }
}
