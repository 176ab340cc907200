package org.esscher.runtime.internal.expression;

/**
 * Where a slot's rows are spread over partitions, each of which computes the same things in the
 * same order on its own rows: how the partitions learn what all of them found.
 */
public interface Exchange {
  /** For rows that are all here. */
  Exchange ALONE =
      new Exchange() {
        @Override
        public double[][] gather(double[] own) {
          return new double[][] {own};
        }

        @Override
        public int partition() {
          return 0;
        }
      };

  /**
   * Gives numbers, and gets those of all partitions.
   *
   * @param own this partition's
   * @return those of each partition, in order; not to be changed
   */
  double[][] gather(double[] own);

  /**
   * Which partition this is.
   *
   * @return from 0
   */
  int partition();
}
