package org.esscher.plugins.gbrl;

import java.util.List;

/**
 * What earlier trees say of a gradient, as a control variate: with m(x) the momentum of the trees'
 * values, {@code m_k = 0.9·m_{k−1} + 0.1·h_k}, output by output
 *
 * <pre>
 * g_i ← g_i − c·(m(x_i) − mean m),   c = Cov(g, m)/Var(m)
 * </pre>
 *
 * over the batch. It leaves the mean gradient as it is and has the least variance.
 */
final class ControlVariate {
  private static final double DECAY = 0.9;

  /** 0.9^100 = 3e-5: what is older has no weight. */
  private static final int REMEMBERED = 100;

  private ControlVariate() {}

  /** Changes gradients in place. */
  static void apply(List<Tree> trees, FeatureTable table, double[] gradients, int width) {
    double[] momentum = momentum(trees, table, width);
    int rows = table.rows();
    for (int output = 0; output < width; output++) {
      double meanMomentum = 0;
      double meanGradient = 0;
      for (int i = output; i < momentum.length; i += width) {
        meanMomentum += momentum[i] / rows;
        meanGradient += gradients[i] / rows;
      }
      double covariance = 0;
      double variance = 0;
      for (int i = output; i < momentum.length; i += width) {
        double deviation = momentum[i] - meanMomentum;
        covariance += (gradients[i] - meanGradient) * deviation;
        variance += deviation * deviation;
      }
      double slope = variance > 0 ? covariance / variance : 0;
      for (int i = output; i < momentum.length; i += width) {
        gradients[i] -= slope * (momentum[i] - meanMomentum);
      }
    }
  }

  private static double[] momentum(List<Tree> trees, FeatureTable table, int width) {
    double[] momentum = new double[table.rows() * width];
    for (Tree tree : trees.subList(Math.max(0, trees.size() - REMEMBERED), trees.size())) {
      for (int row = 0; row < table.rows(); row++) {
        double[] values = tree.values(table, row);
        for (int output = 0; output < width; output++) {
          int i = row * width + output;
          momentum[i] = DECAY * momentum[i] + (1 - DECAY) * values[output];
        }
      }
    }
    return momentum;
  }
}
