package org.esscher.plugins.gbrl;

import java.util.stream.DoubleStream;
import org.esscher.api.EsscherException;
import org.esscher.api.Gradient;

/**
 * The gradient of trees: what each row's outputs are asked to change by. The rows of two gradients
 * lie one after the other in their sum.
 *
 * @param table features of the rows
 * @param cotangents of the sum over rows, with respect to each row's outputs
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; a plain carrier
record RowGradients(FeatureTable table, double[] cotangents) implements Gradient {
  @Override
  public Gradient plus(Gradient other) {
    RowGradients more = of(other);
    return new RowGradients(
        table.followedBy(more.table),
        DoubleStream.concat(DoubleStream.of(cotangents), DoubleStream.of(more.cotangents))
            .toArray());
  }

  /**
   * A gradient as this.
   *
   * @throws EsscherException (PLUGIN) for another model's gradient
   */
  static RowGradients of(Gradient gradient) {
    if (gradient instanceof RowGradients rows) {
      return rows;
    }
    throw EsscherException.plugin("trees need gradients row by row, got %s", gradient);
  }

  @Override
  public String toString() {
    return "gradients of " + table.rows() + " rows";
  }
}
