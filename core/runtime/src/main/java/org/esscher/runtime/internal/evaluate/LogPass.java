package org.esscher.runtime.internal.evaluate;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import org.esscher.runtime.internal.wire.Wire;
import org.jspecify.annotations.Nullable;

/**
 * What is done on each piece of a log in one pass over it, as plain data.
 *
 * @param seed of the choice of folds
 * @param tabled whether there is a reward table: whether the policy can be enumerated
 * @param estimation what is estimated; null in the first pass, which looks at weights and rewards
 */
record LogPass(long seed, boolean tabled, @Nullable Estimation estimation) {
  /**
   * An estimation, up to the next exchange.
   *
   * @param sums of the rewards of the log
   * @param largest importance weight of the log
   * @param call as {@link org.esscher.runtime.internal.estimate.PartitionCall} has it
   * @param known the totals that the pieces exchanged so far
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Estimation(ActionSums sums, double largest, byte[] call, List<double[]> known) {
    /** Whether weights and probabilities are summed up beside. */
    boolean first() {
      return known.isEmpty();
    }
  }

  /** As it goes over the wire. */
  void write(DataOutputStream out) throws IOException {
    out.writeLong(seed);
    out.writeBoolean(tabled);
    Estimation later = estimation;
    out.writeBoolean(later != null);
    if (later == null) {
      return;
    }
    later.sums().write(out);
    out.writeDouble(later.largest());
    Wire.writeBytes(out, later.call());
    Wire.writeLots(out, later.known());
  }

  static LogPass read(DataInputStream in) throws IOException {
    long seed = in.readLong();
    boolean tabled = in.readBoolean();
    if (!in.readBoolean()) {
      return new LogPass(seed, tabled, null);
    }
    ActionSums sums = ActionSums.read(in);
    double largest = in.readDouble();
    byte[] call = Wire.readBytes(in);
    return new LogPass(seed, tabled, new Estimation(sums, largest, call, Wire.readLots(in)));
  }
}
