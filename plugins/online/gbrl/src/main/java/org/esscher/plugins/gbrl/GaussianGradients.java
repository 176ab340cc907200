package org.esscher.plugins.gbrl;

import org.esscher.api.EsscherException;
import org.esscher.api.Gradient;

/**
 * The gradient of a Gaussian policy of trees.
 *
 * @param rows of the trees' outputs, row by row
 * @param logDeviations of the sum over rows, with respect to the logarithms of standard deviations
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; a plain carrier
record GaussianGradients(RowGradients rows, double[] logDeviations) implements Gradient {
  @Override
  public Gradient plus(Gradient other) {
    GaussianGradients more = of(other);
    double[] sum = logDeviations.clone();
    for (int j = 0; j < sum.length; j++) {
      sum[j] += more.logDeviations[j];
    }
    return new GaussianGradients(RowGradients.of(rows.plus(more.rows)), sum);
  }

  /**
   * A gradient as this.
   *
   * @throws EsscherException (PLUGIN) for another model's gradient
   */
  static GaussianGradients of(Gradient gradient) {
    if (gradient instanceof GaussianGradients own) {
      return own;
    }
    throw EsscherException.plugin(
        "a Gaussian policy of trees needs gradients of its own, got %s", gradient);
  }

  @Override
  public String toString() {
    return rows + " and of standard deviations";
  }
}
