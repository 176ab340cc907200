package org.esscher.plugins.gbrl;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.esscher.api.EsscherException;
import org.jspecify.annotations.Nullable;

/**
 * Fits a regression tree to the gradients of some rows.
 *
 * <p>A split gains S(children)·w − S(node), S being {@link SplitScore} and w the feature's weight;
 * the gain of a level is the sum over the nodes that its test divides. The largest gain is taken,
 * the first of equal ones in the order of features, then thresholds, categories in lexical order. A
 * leaf's values are the mean of the raw gradients of its rows, 0 where it has none.
 *
 * @param maxDepth tests on the way to a leaf, at most
 * @param grow how they are chosen
 * @param bins parts of a number; categories at most
 * @param score what a split is worth
 * @param candidates where thresholds lie
 * @param minLeaf a test that leaves a child with some rows, but fewer, is not taken
 * @param weights of the features; none for 1 each
 */
record TreeFitter(
    int maxDepth,
    GrowthPolicy grow,
    int bins,
    SplitScore score,
    CandidateRule candidates,
    int minLeaf,
    List<Double> weights) {
  /**
   * A gain of no more is none, and so is a difference, relative to the scores that it is made of.
   */
  private static final double ROUNDING = 1e-12;

  /**
   * Fits.
   *
   * @param table at least one row
   * @param gradients of each row, {@code width} numbers
   * @param width outputs
   */
  Tree fit(FeatureTable table, double[] gradients, int width) {
    if (!weights.isEmpty() && weights.size() != table.width()) {
      throw EsscherException.user(
          "featureWeights has %d weights for the %d features %s; give one each, or none",
          weights.size(), table.width(), table.signature());
    }
    Fit fit = new Fit(table, gradients, width);
    if (grow == GrowthPolicy.GREEDY) {
      fit.greedily(table.all(), 0);
    } else {
      fit.level(fit.levels(), 0, table.all());
    }
    return fit.tree.build();
  }

  private double weight(int feature) {
    return weights.isEmpty() ? 1 : weights.get(feature);
  }

  /** One fit. */
  private final class Fit {
    private final FeatureTable table;
    private final double[] gradients;
    private final double[] scored;
    private final int width;
    private final List<FeatureSplits> features = new ArrayList<>();
    private final TreeBuilder tree = new TreeBuilder();

    Fit(FeatureTable table, double[] gradients, int width) {
      this.table = table;
      this.gradients = gradients;
      this.scored = score.scored(gradients, width);
      this.width = width;
      for (int feature = 0; feature < table.width(); feature++) {
        features.add(FeatureSplits.of(table, feature, scored, bins, candidates));
      }
    }

    /** Adds the subtree of some rows; gives the reference to it. */
    int greedily(int[] rows, int depth) {
      Best best = depth < maxDepth ? best(List.of(rows)) : new Best();
      Split split = best.split;
      if (split == null) {
        return leaf(rows);
      }
      int node = tree.node(split);
      int left = greedily(side(rows, split, false), depth + 1);
      tree.children(node, left, greedily(side(rows, split, true), depth + 1));
      return node;
    }

    /** The tests of an oblivious tree's levels. */
    List<Split> levels() {
      List<Split> levels = new ArrayList<>();
      List<int[]> nodes = List.of(table.all());
      while (levels.size() < maxDepth) {
        Split split = best(nodes).split;
        if (split == null) {
          break;
        }
        levels.add(split);
        List<int[]> children = new ArrayList<>();
        for (int[] rows : nodes) {
          for (int[] child : List.of(side(rows, split, false), side(rows, split, true))) {
            if (child.length > 0) {
              children.add(child);
            }
          }
        }
        nodes = children;
      }
      return levels;
    }

    /** Adds the nodes from a level on; gives the reference to the first. */
    int level(List<Split> levels, int depth, int[] rows) {
      if (depth == levels.size()) {
        return leaf(rows);
      }
      Split split = levels.get(depth);
      int node = tree.node(split);
      int left = level(levels, depth + 1, side(rows, split, false));
      tree.children(node, left, level(levels, depth + 1, side(rows, split, true)));
      return node;
    }

    private int[] side(int[] rows, Split split, boolean right) {
      return Arrays.stream(rows).filter(row -> split.right(table, row) == right).toArray();
    }

    private int leaf(int[] rows) {
      double[] mean = new double[width];
      for (int row : rows) {
        for (int output = 0; output < width; output++) {
          mean[output] += gradients[row * width + output];
        }
      }
      for (int output = 0; output < width; output++) {
        mean[output] /= Math.max(1, rows.length);
      }
      return tree.leaf(mean);
    }

    /** The test that gains most where it is made in all of these nodes. */
    private Best best(List<int[]> nodes) {
      Best best = new Best();
      for (int feature = 0; feature < features.size(); feature++) {
        FeatureSplits offered = features.get(feature);
        Gains gains = new Gains(offered.splits().size());
        for (int[] rows : nodes) {
          gains.add(new NodeSums(offered, rows, scored, width), weight(feature));
        }
        for (int k = 0; k < offered.splits().size(); k++) {
          best.offer(offered.splits().get(k), gains.total[k], gains.size);
        }
      }
      return best;
    }
  }

  /** Gains of one feature's tests, summed over nodes. */
  private final class Gains {
    private final double[] total;
    private double size;

    Gains(int splits) {
      total = new double[splits];
    }

    void add(NodeSums sums, double weight) {
      double undivided = score.of(sums.squares());
      size += undivided;
      for (int k = 0; k < total.length; k++) {
        int least = Math.min(sums.left(k), sums.right(k));
        if (least > 0) {
          total[k] +=
              least < minLeaf
                  ? Double.NEGATIVE_INFINITY
                  : score.of(sums.squares(k)) * weight - undivided;
        }
      }
    }
  }

  /** The best test so far. */
  private static final class Best {
    private @Nullable Split split;
    private double gain = ROUNDING;

    void offer(Split offered, double gains, double size) {
      if (gains > gain + ROUNDING * (size + Math.abs(gains))) {
        split = offered;
        gain = gains;
      }
    }
  }
}
