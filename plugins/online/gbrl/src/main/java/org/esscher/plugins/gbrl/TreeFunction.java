package org.esscher.plugins.gbrl;

import java.util.List;
import org.esscher.api.Batch;
import org.esscher.api.EsscherException;
import org.esscher.api.Gradient;
import org.esscher.api.State;

/**
 * A function of a row's features that grows: one ensemble for all outputs, or several whose outputs
 * lie side by side.
 */
final class TreeFunction {
  private final FeatureColumns columns;
  private final List<TreeEnsemble> ensembles;
  private final int width;

  TreeFunction(FeatureColumns columns, List<TreeEnsemble> ensembles) {
    this.columns = columns;
    this.ensembles = List.copyOf(ensembles);
    this.width = ensembles.stream().mapToInt(TreeEnsemble::width).sum();
  }

  List<String> inputs() {
    return columns.columns();
  }

  /** Outputs a row. */
  int width() {
    return width;
  }

  /** Trees of all ensembles. */
  int trees() {
    return ensembles.stream().mapToInt(TreeEnsemble::size).sum();
  }

  FeatureTable features(Batch batch) {
    return columns.of(batch);
  }

  /** Outputs of each row, one row after the other. */
  double[] predict(FeatureTable table) {
    double[] outputs = new double[table.rows() * width];
    int from = 0;
    for (TreeEnsemble ensemble : ensembles) {
      copy(ensemble.predict(table), ensemble.width(), outputs, from);
      from += ensemble.width();
    }
    return outputs;
  }

  private void copy(double[] own, int ownWidth, double[] outputs, int from) {
    for (int row = 0; row * ownWidth < own.length; row++) {
      System.arraycopy(own, row * ownWidth, outputs, row * width + from, ownWidth);
    }
  }

  /**
   * Grows a tree in each ensemble.
   *
   * @param gradientOfSum of the loss summed over its n rows, whose total weight is W
   * @param weight W: where the loss is the mean of ℓ_i, ∂ℓ_i/∂F(x_i) is a row's cotangent times n/W
   * @param rate factor of the learning rates
   */
  void grow(Gradient gradientOfSum, double weight, double rate) {
    RowGradients gradients = RowGradients.of(gradientOfSum);
    int rows = gradients.table().rows();
    if (gradients.cotangents().length != rows * width) {
      throw EsscherException.plugin(
          "%d gradients for %d rows with %d outputs", gradients.cotangents().length, rows, width);
    }
    int from = 0;
    for (TreeEnsemble ensemble : ensembles) {
      double[] own = new double[rows * ensemble.width()];
      for (int i = 0; i < own.length; i++) {
        int row = i / ensemble.width();
        own[i] = gradients.cotangents()[row * width + from + i % ensemble.width()] * rows / weight;
      }
      ensemble.grow(gradients.table(), own, rate);
      from += ensemble.width();
    }
  }

  State save() {
    State saved = State.empty();
    for (int i = 0; i < ensembles.size(); i++) {
      saved = saved.withAll("ensemble-" + i, ensembles.get(i).save());
    }
    return saved;
  }

  TreeFunction restored(State saved) {
    for (int i = 0; i < ensembles.size(); i++) {
      ensembles.get(i).restore(saved.under("ensemble-" + i));
    }
    return this;
  }
}
