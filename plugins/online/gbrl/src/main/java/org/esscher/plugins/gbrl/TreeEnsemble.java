package org.esscher.plugins.gbrl;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import org.esscher.api.EsscherException;
import org.esscher.api.State;

/**
 * {@code F_K(x) = −Σ_k η_k ∘ h_k(x)}: an additive ensemble of trees, which begins with none. It
 * grows by one tree a step and is otherwise never changed.
 */
final class TreeEnsemble {
  private final Growth growth;
  private final List<OutputBlock> blocks;
  private final int width;
  private final List<Tree> trees = new ArrayList<>();
  private final List<double[]> rates = new ArrayList<>();
  private List<String> signature = List.of();

  /**
   * Without trees.
   *
   * @param growth how trees are grown
   * @param blocks of outputs, side by side
   */
  TreeEnsemble(Growth growth, List<OutputBlock> blocks) {
    this.growth = growth;
    this.blocks = List.copyOf(blocks);
    this.width = blocks.stream().mapToInt(OutputBlock::width).sum();
  }

  /**
   * How trees are grown.
   *
   * @param fitter fits one
   * @param schedule of the learning rates
   * @param maxTrees most trees, after which the ensemble grows no more; 0 for no bound
   * @param controlVariates whether gradients are reduced by what earlier trees say of them
   */
  record Growth(TreeFitter fitter, RateSchedule schedule, int maxTrees, boolean controlVariates) {}

  int width() {
    return width;
  }

  int size() {
    return trees.size();
  }

  /** The outputs of each row, one row after the other. */
  double[] predict(FeatureTable table) {
    requireSameFeatures(table);
    double[] outputs = new double[table.rows() * width];
    for (int k = 0; k < trees.size(); k++) {
      Tree tree = trees.get(k);
      double[] rate = rates.get(k);
      for (int row = 0; row < table.rows(); row++) {
        double[] values = tree.values(table, row);
        for (int output = 0; output < width; output++) {
          outputs[row * width + output] -= rate[output] * values[output];
        }
      }
    }
    return outputs;
  }

  private void requireSameFeatures(FeatureTable table) {
    if (!trees.isEmpty() && !signature.equals(table.signature())) {
      throw EsscherException.data(
          "the trees were grown on the features %s, but the rows have %s (= marks categories)",
          signature, table.signature());
    }
  }

  /**
   * Grows a tree; none where all gradients are 0, and where there are as many as there may be.
   *
   * @param table the rows
   * @param gradients ∂ℓ_i/∂F(x_i), one row after the other; changed in place
   * @param rate factor of the learning rates
   */
  void grow(FeatureTable table, double[] gradients, double rate) {
    requireSameFeatures(table);
    requireFinite(gradients);
    boolean full = growth.maxTrees > 0 && trees.size() >= growth.maxTrees;
    if (full || isZero(gradients)) {
      return;
    }
    int from = 0;
    for (OutputBlock block : blocks) {
      for (int row = 0; row < table.rows(); row++) {
        block.clip(gradients, row * width + from);
      }
      from += block.width();
    }
    if (growth.controlVariates) {
      ControlVariate.apply(trees, table, gradients, width);
    }
    double factor = rate * growth.schedule.factor(trees.size(), growth.maxTrees);
    trees.add(growth.fitter.fit(table, gradients, width));
    rates.add(rates(factor));
    signature = table.signature();
  }

  private double[] rates(double factor) {
    return blocks.stream()
        .flatMapToDouble(block -> DoubleStream.generate(block::rate).limit(block.width()))
        .map(rate -> rate * factor)
        .toArray();
  }

  private void requireFinite(double[] gradients) {
    for (int i = 0; i < gradients.length; i++) {
      if (!Double.isFinite(gradients[i])) {
        throw EsscherException.data(
            "row %d: the gradient of output %d is %s; a tree needs finite gradients",
            i / width, i % width, gradients[i]);
      }
    }
  }

  private static boolean isZero(double[] gradients) {
    for (double gradient : gradients) {
      if (gradient != 0) {
        return false;
      }
    }
    return true;
  }

  State save() {
    return SavedTrees.of(trees)
        .withTexts("features", signature)
        .with("rates", rates.stream().flatMapToDouble(Arrays::stream).toArray());
  }

  /** Takes up the trees of a saved ensemble. */
  void restore(State saved) {
    List<Tree> restored = SavedTrees.trees(saved);
    double[] allRates = saved.get("rates");
    if (allRates.length != restored.size() * width
        || restored.stream().anyMatch(tree -> tree.width() != width)) {
      throw EsscherException.user(
          "%d saved trees have %d outputs in all, where this model has %d a tree; give it the"
              + " configuration that it was saved with",
          restored.size(), allRates.length, width);
    }
    for (int k = 0; k < restored.size(); k++) {
      trees.add(restored.get(k));
      rates.add(Arrays.copyOfRange(allRates, k * width, (k + 1) * width));
    }
    signature = saved.texts("features");
  }
}
