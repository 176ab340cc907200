package org.esscher.plugins.prdc;

import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.EsscherException;

/** (x − mean)/deviation, component by component. */
final class Scaling {
  /** What is added to deviations, so that components which never change stay finite. */
  private static final double FLOOR = 1e-3;

  private final double[] mean;
  private final double[] deviation;

  /**
   * By a mean and a deviation.
   *
   * @param mean by component
   * @param deviation by component, above 0
   */
  Scaling(double[] mean, double[] deviation) {
    this.mean = mean;
    this.deviation = deviation;
  }

  double[] mean() {
    return mean.clone();
  }

  double[] deviation() {
    return deviation.clone();
  }

  /** Mean and population standard deviation, with the floor added, of a log's column. */
  static Scaling of(Column values) {
    int width = values.width();
    int rows = values.rows();
    double[] mean = new double[width];
    double[] deviation = new double[width];
    for (int i = 0; i < rows * width; i++) {
      if (!Double.isFinite(values.at(i))) {
        throw EsscherException.data(
            "row %d: an observation is %s; observations must be finite", i / width, values.at(i));
      }
      mean[i % width] += values.at(i) / rows;
    }
    for (int i = 0; i < rows * width; i++) {
      double difference = values.at(i) - mean[i % width];
      deviation[i % width] += difference * difference / rows;
    }
    for (int c = 0; c < width; c++) {
      deviation[c] = Math.sqrt(deviation[c]) + FLOOR;
    }
    return new Scaling(mean, deviation);
  }

  /** The batch with one column scaled. */
  Batch scaled(Batch batch, String column, Context context) {
    Column values = batch.column(column);
    int width = values.width();
    if (width != mean.length) {
      throw EsscherException.data(
          "%s has %d components; what it is scaled by has %d", column, width, mean.length);
    }
    double[] scaled = values.toArray();
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = (scaled[i] - mean[i % width]) / deviation[i % width];
    }
    return batch.with(column, context.columns().shapedLike(values, scaled));
  }
}
