package org.esscher.plugins.genarm;

import org.esscher.api.EsscherException;

/** {@code log π_dec(v) = (log π_base(v) + Σ_i α_i log π_i(v))/τ − log Z}, for one token. */
final class ProductOfExperts {
  private final double[] alphas;
  private final double temperature;

  /**
   * A product.
   *
   * @param temperature τ, above 0; divides the sum, not its terms
   * @param alphas α_i, none of them 0
   */
  ProductOfExperts(double temperature, double... alphas) {
    this.temperature = temperature;
    this.alphas = alphas.clone();
  }

  /**
   * The distribution.
   *
   * @param where for messages
   * @param base log π_base of every token, normalized
   * @param experts log π_i of the same tokens, normalized: a constant a prefix would cancel here,
   *     but not in rewards
   * @return log-probabilities, normalized; −∞ where a factor is 0
   * @throws EsscherException (DATA) when no token is left
   */
  double[] logp(String where, double[] base, double[]... experts) {
    double[] product = new double[base.length];
    double largest = Double.NEGATIVE_INFINITY;
    for (int v = 0; v < product.length; v++) {
      product[v] = sum(base, experts, v) / temperature;
      if (Double.isNaN(product[v])) {
        throw EsscherException.data(
            "%s: a log-probability of token %d is not a number; look at the models", where, v);
      }
      largest = Math.max(largest, product[v]);
    }
    if (largest == Double.NEGATIVE_INFINITY) {
      throw EsscherException.data(
          "%s: base and experts leave no token any probability; each token is impossible to one of"
              + " them",
          where);
    }
    double mass = 0;
    for (double each : product) {
      mass += Math.exp(each - largest);
    }
    double logZ = largest + Math.log(mass);
    for (int v = 0; v < product.length; v++) {
      product[v] -= logZ;
    }
    return product;
  }

  private double sum(double[] base, double[][] experts, int v) {
    double sum = base[v];
    for (int i = 0; i < alphas.length; i++) {
      if (experts[i][v] == Double.NEGATIVE_INFINITY) {
        return Double.NEGATIVE_INFINITY;
      }
      sum += alphas[i] * experts[i][v];
    }
    return sum;
  }
}
