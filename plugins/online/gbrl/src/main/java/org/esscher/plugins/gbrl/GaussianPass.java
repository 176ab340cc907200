package org.esscher.plugins.gbrl;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.EsscherException;
import org.esscher.api.Forward;

/**
 * One pass of a Gaussian policy. With z = (a − μ)/σ by component, the derivatives of log N(a; μ, σ)
 * are z/σ in μ and z² − 1 in log σ; that of the entropy in log σ is 1.
 */
final class GaussianPass implements Forward {
  private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

  private final FeatureTable table;
  private final double[] outputs;
  private final int width;
  private final int components;
  private final double[] logDeviations;
  private final double[] taken;
  private final Columns columns;

  /**
   * A pass.
   *
   * @param table the rows
   * @param outputs of the trees: means, then the value where there is one
   * @param logDeviations log σ of each component
   * @param taken each row's action; none where {@code logp} was not asked for
   * @param columns makes the outputs
   */
  GaussianPass(
      FeatureTable table,
      double[] outputs,
      double[] logDeviations,
      double[] taken,
      Columns columns) {
    this.table = table;
    this.outputs = outputs;
    this.components = logDeviations.length;
    this.width = table.rows() == 0 ? components : outputs.length / table.rows();
    this.logDeviations = logDeviations;
    this.taken = taken;
    this.columns = columns;
  }

  double mean(int row, int component) {
    return outputs[row * width + component];
  }

  double deviation(int component) {
    return Math.exp(logDeviations[component]);
  }

  /** log N(a; μ, σ) of one component. */
  double logDensity(double action, int row, int component) {
    double z = (action - mean(row, component)) / deviation(component);
    return -0.5 * z * z - logDeviations[component] - HALF_LOG_TWO_PI;
  }

  /** Numbers, or vectors where an action has several. */
  static Column column(double[] values, int components, Columns columns) {
    return components == 1 ? columns.numbers(values) : columns.vectors(components, values);
  }

  @Override
  public Column output(String name) {
    double[] each = new double[table.rows() * components];
    return switch (name) {
      case "mode" -> {
        Arrays.setAll(each, i -> mean(i / components, i % components));
        yield column(each, components, columns);
      }
      case "std" -> {
        Arrays.setAll(each, i -> deviation(i % components));
        yield column(each, components, columns);
      }
      case "entropy" -> {
        Arrays.setAll(each, i -> 0.5 + HALF_LOG_TWO_PI + logDeviations[i % components]);
        yield columns.numbers(rowSums(each));
      }
      case "value" -> {
        double[] values = new double[table.rows()];
        Arrays.setAll(values, row -> mean(row, components));
        yield columns.numbers(values);
      }
      default -> {
        double[] logp = new double[taken.length];
        Arrays.setAll(logp, i -> logDensity(taken[i], i / components, i % components));
        yield columns.numbers(rowSums(logp));
      }
    };
  }

  private double[] rowSums(double[] values) {
    double[] sums = new double[values.length / components];
    for (int i = 0; i < values.length; i++) {
      sums[i / components] += values[i];
    }
    return sums;
  }

  @Override
  public Pullback pullback(Map<String, Column> cotangents, Set<String> wantedInputs) {
    if (!wantedInputs.isEmpty()) {
      throw EsscherException.user("trees have no derivative with respect to %s", wantedInputs);
    }
    double[] back = new double[outputs.length];
    double[] ofDeviations = new double[components];
    // By name, since the order of a sum shows in its last digit.
    new TreeMap<>(cotangents)
        .forEach((output, values) -> pull(output, values.toArray(), back, ofDeviations));
    return new Pullback(
        new GaussianGradients(new RowGradients(table, back), ofDeviations), Map.of());
  }

  private void pull(String output, double[] cotangents, double[] back, double[] ofDeviations) {
    if (output.equals("value")) {
      for (int row = 0; row < cotangents.length; row++) {
        back[row * width + components] += cotangents[row];
      }
      return;
    }
    for (int i = 0; i < table.rows() * components; i++) {
      int row = i / components;
      int j = i % components;
      switch (output) {
        case "mode" -> back[row * width + j] += cotangents[i];
        case "std" -> ofDeviations[j] += cotangents[i] * deviation(j);
        case "entropy" -> ofDeviations[j] += cotangents[row];
        default -> {
          double z = (taken[i] - mean(row, j)) / deviation(j);
          back[row * width + j] += cotangents[row] * z / deviation(j);
          ofDeviations[j] += cotangents[row] * (z * z - 1);
        }
      }
    }
  }
}
