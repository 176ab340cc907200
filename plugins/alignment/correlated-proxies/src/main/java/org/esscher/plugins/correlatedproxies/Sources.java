package org.esscher.plugins.correlatedproxies;

import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;

/**
 * Which rows come from the policy, the others from its base.
 *
 * @param who reads them
 * @param fromPolicy by row
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; a plain carrier
record Sources(String who, boolean[] fromPolicy) {
  /** Reads the column {@code source}. */
  static Sources of(Batch rows, String who) {
    Column source = rows.column("source");
    boolean[] fromPolicy = new boolean[rows.rows()];
    for (int row = 0; row < fromPolicy.length; row++) {
      String name = source.isMissing(row) ? "nothing" : source.text(row);
      fromPolicy[row] = name.equals("policy");
      if (!fromPolicy[row] && !name.equals("base")) {
        throw EsscherException.data(
            "%s: row %d, column 'source': a row comes from policy or base, got '%s'",
            who, row, name);
      }
    }
    return new Sources(who, fromPolicy);
  }

  /**
   * The weights of one source, 0 in the other's rows.
   *
   * @throws EsscherException (DATA) when the source has no rows of positive weight
   */
  double[] weights(double[] weight, boolean ofPolicy) {
    double[] own = new double[weight.length];
    double total = 0;
    for (int row = 0; row < own.length; row++) {
      own[row] = fromPolicy[row] == ofPolicy ? weight[row] : 0;
      total += own[row];
    }
    if (!(total > 0)) {
      throw EsscherException.data(
          "%s: none of %d rows of positive weight has the source %s; rows of both policies are"
              + " needed",
          who, own.length, ofPolicy ? "policy" : "base");
    }
    return own;
  }
}
