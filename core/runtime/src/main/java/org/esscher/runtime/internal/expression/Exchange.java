package org.esscher.runtime.internal.expression;

import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;

/**
 * Where a slot's rows are spread over partitions, each of which computes the same things in the
 * same order on its own rows: how the partitions learn what all of them found.
 */
public interface Exchange {
  /** For rows that are all here. */
  Exchange ALONE =
      new Exchange() {
        @Override
        public double[] reduce(ShardTree own) {
          return own.total();
        }

        @Override
        public int partition() {
          return 0;
        }
      };

  /**
   * Hands in what the shards of this partition gave, and gets what those of all partitions give.
   *
   * @param own this partition's, which belongs to the exchange from now on
   * @return the total; not to be changed; no numbers where partitions handed in different things
   */
  double[] reduce(ShardTree own);

  /**
   * Which partition this is.
   *
   * @return from 0
   */
  int partition();

  /**
   * That partitions don't compute the same things in the same order.
   *
   * @return (HOST) what to throw
   */
  static EsscherException apart() {
    return new EsscherException(
        ErrorCode.HOST,
        "partitions that compute the same thing came to different places; run it with the engine 'local', and tell us",
        null);
  }
}
