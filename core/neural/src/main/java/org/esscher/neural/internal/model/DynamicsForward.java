package org.esscher.neural.internal.model;

import java.util.Arrays;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.neural.internal.network.BoundedGaussians;
import org.esscher.neural.internal.network.Pass;

/**
 * Means and variances. The logarithm of a variance is held between learned bounds l and h, softly:
 * v = l + softplus(u − l), u = h − softplus(h − raw) (Chua et al. 2018, arXiv 1805.12114, appendix
 * A.1).
 */
final class DynamicsForward extends RowForward {
  private final int members;
  private final int components;
  private final int width;
  private final int[] chosen;

  DynamicsForward(
      Pass pass,
      InputColumns inputs,
      Batch batch,
      Columns columns,
      BoundedGaussians network,
      int[] chosen) {
    super(pass, inputs, batch, columns);
    this.members = network.members();
    this.components = network.components();
    this.width = network.width();
    this.chosen = chosen;
  }

  /** Numbers of an output a row. */
  private int columns(String output) {
    return output.equals("bound_penalty")
        ? 1
        : output.endsWith("_members") ? members * components : components;
  }

  /** Where the mean that number i of an output is about stands among the results. */
  private int mean(String output, int i) {
    int columns = columns(output);
    int row = i / columns;
    int member = output.endsWith("_members") ? i % columns / components : chosen[row];
    return row * width + member * 2 * components + i % components;
  }

  /** Where the upper bound of the logarithm beside a mean stands. */
  private int highest(int mean) {
    return lowest(mean) - components;
  }

  private int lowest(int mean) {
    return (mean / width + 1) * width - components + mean % width % (2 * components);
  }

  private static double softplus(double x) {
    return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  @Override
  Column compute(String output) {
    double[] values = new double[rows() * columns(output)];
    if (output.startsWith("log_var")) {
      Arrays.setAll(values, i -> logVariance(mean(output, i)));
    } else if (output.startsWith("mean")) {
      Arrays.setAll(values, i -> results()[mean(output, i)]);
    } else {
      Arrays.setAll(values, this::penalty);
    }
    return VectorColumn.of(columns(), columns(output), values);
  }

  /** The bounded logarithm beside the mean at a place. */
  private double logVariance(int mean) {
    double upper = upper(mean);
    double lowest = results()[lowest(mean)];
    return lowest + softplus(upper - lowest);
  }

  private double upper(int mean) {
    double highest = results()[highest(mean)];
    return highest - softplus(highest - results()[mean + components]);
  }

  private double penalty(int row) {
    double sum = 0;
    for (int mean = row * width; mean < row * width + components; mean++) {
      sum += results()[highest(mean)] - results()[lowest(mean)];
    }
    return sum;
  }

  @Override
  void pull(String output, double[] cotangents, double[] back, Map<String, double[]> others) {
    for (int i = 0; i < cotangents.length; i++) {
      if (output.startsWith("log_var")) {
        pullLogVariance(mean(output, i), cotangents[i], back);
      } else if (output.startsWith("mean")) {
        back[mean(output, i)] += cotangents[i];
      } else {
        for (int mean = i * width; mean < i * width + components; mean++) {
          back[highest(mean)] += cotangents[i];
          back[lowest(mean)] -= cotangents[i];
        }
      }
    }
  }

  /** ∂v/∂u = σ(u − l), ∂v/∂l = 1 − σ(u − l), ∂u/∂raw = σ(h − raw), ∂u/∂h = 1 − σ(h − raw). */
  private void pullLogVariance(int mean, double cotangent, double[] back) {
    double ofUpper = sigmoid(upper(mean) - results()[lowest(mean)]);
    double ofRaw = sigmoid(results()[highest(mean)] - results()[mean + components]);
    back[lowest(mean)] += cotangent * (1 - ofUpper);
    back[highest(mean)] += cotangent * ofUpper * (1 - ofRaw);
    back[mean + components] += cotangent * ofUpper * ofRaw;
  }
}
