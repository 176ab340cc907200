package org.esscher.runtime.internal.evaluate;

import org.esscher.api.Batch;
import org.esscher.runtime.internal.wire.Wire;

/**
 * What the first pass finds, of which the later ones make use.
 *
 * @param largest importance weight
 * @param sums of the rewards; of no rows where there is no reward table
 */
record FirstLook(double largest, ActionSums sums) {
  /** Of one piece. */
  static FirstLook of(Batch rows, double[] weights, int[] fold, boolean tabled) {
    int folds = OffPolicyEvaluation.FOLDS;
    return new FirstLook(
        WeightSums.largest(weights),
        tabled ? ActionSums.of(rows, 0, rows.rows(), fold, folds) : new ActionSums(folds));
  }

  byte[] toBytes() {
    return Wire.bytes(
        out -> {
          out.writeDouble(largest);
          sums.write(out);
        });
  }

  static FirstLook read(byte[] bytes) {
    return Wire.read(bytes, in -> new FirstLook(in.readDouble(), ActionSums.read(in)));
  }
}
