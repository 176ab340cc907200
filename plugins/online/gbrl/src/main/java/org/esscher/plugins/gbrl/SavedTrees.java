package org.esscher.plugins.gbrl;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.esscher.api.State;

/**
 * Trees as arrays: those of all trees one after the other, and how many nodes and leaves each tree
 * has.
 */
final class SavedTrees {
  private final double[] features;
  private final double[] thresholds;
  private final double[] isCategory;
  private final double[] left;
  private final double[] right;
  private final double[] values;
  private final List<String> categories;
  private final int width;
  private int node;
  private int category;
  private int leaf;

  private SavedTrees(State saved) {
    this.features = saved.get("feature");
    this.thresholds = saved.get("threshold");
    this.isCategory = saved.get("is_category");
    this.left = saved.get("left");
    this.right = saved.get("right");
    this.values = saved.get("values");
    this.categories = saved.texts("category");
    this.width = (int) saved.number("width", 0);
  }

  static State of(List<Tree> trees) {
    List<Split> splits = trees.stream().flatMap(tree -> tree.splits().stream()).toList();
    return State.empty()
        .with("width", trees.isEmpty() ? 0 : trees.get(0).width())
        .with("nodes", trees.stream().mapToDouble(tree -> tree.splits().size()).toArray())
        .with("leaves", trees.stream().mapToDouble(tree -> tree.leaves().length).toArray())
        .with("feature", numbers(splits, Split::feature))
        .with("threshold", numbers(splits, Split::threshold))
        .with("is_category", numbers(splits, split -> split.category() == null ? 0 : 1))
        .withTexts(
            "category", splits.stream().map(Split::category).filter(Objects::nonNull).toList())
        .with(
            "left",
            trees.stream()
                .flatMapToInt(tree -> IntStream.of(tree.left()))
                .asDoubleStream()
                .toArray())
        .with(
            "right",
            trees.stream()
                .flatMapToInt(tree -> IntStream.of(tree.right()))
                .asDoubleStream()
                .toArray())
        .with(
            "values",
            trees.stream()
                .flatMap(tree -> Arrays.stream(tree.leaves()))
                .flatMapToDouble(Arrays::stream)
                .toArray());
  }

  private static double[] numbers(List<Split> splits, ToDoubleFunction<Split> number) {
    return splits.stream().mapToDouble(number).toArray();
  }

  static List<Tree> trees(State saved) {
    SavedTrees reading = new SavedTrees(saved);
    double[] nodes = saved.get("nodes");
    double[] leaves = saved.get("leaves");
    List<Tree> trees = new ArrayList<>();
    for (int k = 0; k < nodes.length; k++) {
      trees.add(reading.next((int) nodes[k], (int) leaves[k]));
    }
    return trees;
  }

  private Tree next(int nodes, int leafCount) {
    List<Split> splits = new ArrayList<>();
    int[] fails = new int[nodes];
    int[] passes = new int[nodes];
    for (int i = 0; i < nodes; i++, node++) {
      splits.add(
          isCategory[node] == 1
              ? Split.equal((int) features[node], categories.get(category++))
              : Split.above((int) features[node], thresholds[node]));
      fails[i] = (int) left[node];
      passes[i] = (int) right[node];
    }
    double[][] ofLeaves = new double[leafCount][];
    for (int i = 0; i < leafCount; i++, leaf++) {
      ofLeaves[i] = Arrays.copyOfRange(values, leaf * width, (leaf + 1) * width);
    }
    return new Tree(splits, fails, passes, ofLeaves);
  }
}
