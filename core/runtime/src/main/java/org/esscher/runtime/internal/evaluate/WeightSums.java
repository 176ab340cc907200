package org.esscher.runtime.internal.evaluate;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;

/**
 * What importance weights add up to, in units of the largest of the log: squares of weights beyond
 * 1e154 are infinite, below 1e-162 they are 0. Those of parts of a log are added up in their order.
 *
 * @param sum Σw
 * @param squares Σw²
 * @param zeros how many are 0
 */
record WeightSums(double sum, double squares, long zeros) {
  static final WeightSums NONE = new WeightSums(0, 0, 0);

  /**
   * The weights of some rows.
   *
   * @param rows with the policy's log-probabilities, and the propensities
   * @param firstRow the number of the first one, for messages
   */
  static double[] weights(Batch rows, long firstRow) {
    Column logp = rows.column("logp");
    Column propensity = rows.column("propensity");
    double[] weights = new double[rows.rows()];
    for (int row = 0; row < weights.length; row++) {
      weights[row] = Math.exp(logp.at(row)) / propensity.at(row);
      if (!Double.isFinite(weights[row])) {
        throw EsscherException.data(
            "row %d: the importance weight is %s, of a policy's logp %s over a propensity of %s; a finite one is needed: drop the row, or say what the logger's propensities were",
            firstRow + row, weights[row], logp.at(row), propensity.at(row));
      }
    }
    return weights;
  }

  /** The largest of some weights. */
  static double largest(double[] weights) {
    return Arrays.stream(weights).max().orElse(0);
  }

  /** Of consecutive weights, which are added up by themselves. */
  static WeightSums of(double[] weights, int from, int to, double largest) {
    double unit = largest > 0 ? largest : 1;
    double sum = 0;
    double squares = 0;
    long zeros = 0;
    for (int row = from; row < to; row++) {
      double share = weights[row] / unit;
      sum += share;
      squares += share * share;
      zeros += weights[row] == 0 ? 1 : 0;
    }
    return new WeightSums(sum, squares, zeros);
  }

  /** With those of the rows that follow. */
  WeightSums plus(WeightSums next) {
    return new WeightSums(sum + next.sum, squares + next.squares, zeros + next.zeros);
  }

  void write(DataOutputStream out) throws IOException {
    out.writeDouble(sum);
    out.writeDouble(squares);
    out.writeLong(zeros);
  }

  static WeightSums read(DataInputStream in) throws IOException {
    return new WeightSums(in.readDouble(), in.readDouble(), in.readLong());
  }
}
