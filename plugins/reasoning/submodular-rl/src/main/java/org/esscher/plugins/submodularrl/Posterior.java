package org.esscher.plugins.submodularrl;

import java.util.ArrayList;
import java.util.List;

/**
 * A Gaussian process given measurements in some states: the Cholesky factor of K_AA + σ²I, which
 * grows by a row with each.
 */
final class Posterior {
  private final List<List<Double>> kernel;
  private final double noiseVariance;
  private final List<Integer> measured = new ArrayList<>();
  private final List<double[]> factor = new ArrayList<>();

  Posterior(List<List<Double>> kernel, double noiseVariance) {
    this.kernel = kernel;
    this.noiseVariance = noiseVariance;
  }

  /** Measures in a state, and tells what that says: ½ log(1 + σ_A²/σ²), nats. */
  double measure(int state) {
    int size = measured.size();
    double[] row = new double[size + 1];
    double variance = kernel.get(state).get(state) + noiseVariance;
    for (int i = 0; i < size; i++) {
      double rest = kernel.get(state).get(measured.get(i));
      for (int k = 0; k < i; k++) {
        rest -= row[k] * factor.get(i)[k];
      }
      row[i] = rest / factor.get(i)[i];
      variance -= row[i] * row[i];
    }
    // The posterior variance is not negative, whatever rounding says.
    variance = Math.max(variance, noiseVariance);
    row[size] = Math.sqrt(variance);
    measured.add(state);
    factor.add(row);
    return 0.5 * Math.log(variance / noiseVariance);
  }
}
