package org.esscher.neural.internal.model;

import java.util.Arrays;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.neural.internal.network.Pass;

/**
 * Means and log standard deviations of independent Gaussians u_j, and the actions a_j = g(u_j) that
 * they become. A row of the network's results holds d means, then d log standard deviations.
 */
final class GaussianForward extends RowForward {
  /** Bounds of log standard deviations, those of soft actor-critic; no derivative beyond. */
  private static final double LOWEST = -20;

  private static final double HIGHEST = 2;

  private final int components;
  private final GaussianAction squash;
  private final String action;

  GaussianForward(
      Pass pass,
      InputColumns inputs,
      Batch batch,
      Columns columns,
      int components,
      GaussianAction squash,
      String action) {
    super(pass, inputs, batch, columns);
    this.components = components;
    this.squash = squash;
    this.action = action;
  }

  /** Where the mean of a row's component stands among the results. */
  private int mean(int i) {
    return i / components * 2 * components + i % components;
  }

  static double bounded(double logDeviation) {
    return Math.max(LOWEST, Math.min(HIGHEST, logDeviation));
  }

  private double logDeviation(int i) {
    return bounded(results()[mean(i) + components]);
  }

  /** Adds a derivative with respect to a log standard deviation. */
  private void pullLogDeviation(int i, double by, double[] back) {
    int place = mean(i) + components;
    double raw = results()[place];
    back[place] += raw < LOWEST || raw > HIGHEST ? 0 : by;
  }

  private double[] noise() {
    return VectorColumn.read(batch(), "noise", components);
  }

  private double[] raw() {
    double[] raw = VectorColumn.read(batch(), action, components);
    for (int i = 0; i < raw.length; i++) {
      raw[i] = squash.inverse(raw[i], i / components, action);
    }
    return raw;
  }

  @Override
  Column compute(String output) {
    double[] values = new double[rows() * components];
    switch (output) {
      case "logp" -> {
        return columns().numbers(logp());
      }
      case "entropy" -> {
        Arrays.setAll(values, i -> GaussianAction.entropy(logDeviation(i)));
        return columns().numbers(rowSums(values));
      }
      case "mode" -> Arrays.setAll(values, i -> squash.of(results()[mean(i)]));
      case "std" -> Arrays.setAll(values, i -> Math.exp(logDeviation(i)));
      default -> {
        double[] noise = noise();
        Arrays.setAll(values, i -> squash.of(moved(i, noise[i])));
      }
    }
    return VectorColumn.of(columns(), components, values);
  }

  private double moved(int i, double noise) {
    return results()[mean(i)] + Math.exp(logDeviation(i)) * noise;
  }

  private double[] logp() {
    double[] raw = raw();
    double[] logp = new double[raw.length];
    Arrays.setAll(
        logp,
        i ->
            GaussianAction.logDensity(raw[i], results()[mean(i)], logDeviation(i))
                - squash.logSlope(raw[i]));
    return rowSums(logp);
  }

  private double[] rowSums(double[] values) {
    double[] sums = new double[rows()];
    for (int i = 0; i < values.length; i++) {
      sums[i / components] += values[i];
    }
    return sums;
  }

  @Override
  void pull(String output, double[] cotangents, double[] back, Map<String, double[]> others) {
    switch (output) {
      case "logp" -> pullLogp(cotangents, back, others);
      case "action" -> pullAction(cotangents, back, others);
      default -> {
        for (int i = 0; i < rows() * components; i++) {
          switch (output) {
            case "entropy" -> pullLogDeviation(i, cotangents[i / components], back);
            case "mode" -> back[mean(i)] += cotangents[i] * squash.slope(results()[mean(i)]);
            default -> pullLogDeviation(i, cotangents[i] * Math.exp(logDeviation(i)), back);
          }
        }
      }
    }
  }

  /** With z = (u − μ)/σ: ∂/∂μ = z/σ, ∂/∂log σ = z² − 1, ∂/∂a = (−z/σ − ∂ log g′/∂u)/g′. */
  private void pullLogp(double[] cotangents, double[] back, Map<String, double[]> others) {
    double[] raw = raw();
    double[] ofAction = others.computeIfAbsent(action, ignored -> new double[raw.length]);
    for (int i = 0; i < raw.length; i++) {
      double c = cotangents[i / components];
      double deviation = Math.exp(logDeviation(i));
      double z = (raw[i] - results()[mean(i)]) / deviation;
      back[mean(i)] += c * z / deviation;
      pullLogDeviation(i, c * (z * z - 1), back);
      ofAction[i] +=
          c * (-z / deviation - squash.logSlopeDerivative(raw[i])) / squash.slope(raw[i]);
    }
  }

  /** a = g(μ + σε). */
  private void pullAction(double[] cotangents, double[] back, Map<String, double[]> others) {
    double[] noise = noise();
    double[] ofNoise = others.computeIfAbsent("noise", ignored -> new double[noise.length]);
    for (int i = 0; i < noise.length; i++) {
      double deviation = Math.exp(logDeviation(i));
      double ofRaw = cotangents[i] * squash.slope(moved(i, noise[i]));
      back[mean(i)] += ofRaw;
      pullLogDeviation(i, ofRaw * deviation * noise[i], back);
      ofNoise[i] += ofRaw * deviation;
    }
  }
}
