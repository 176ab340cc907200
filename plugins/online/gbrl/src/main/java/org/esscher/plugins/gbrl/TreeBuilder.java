package org.esscher.plugins.gbrl;

import java.util.ArrayList;
import java.util.List;

/** A tree as it grows: nodes first, then their children. */
final class TreeBuilder {
  private final List<Split> splits = new ArrayList<>();
  private final List<int[]> children = new ArrayList<>();
  private final List<double[]> leaves = new ArrayList<>();

  /** Adds a leaf; gives the reference to it. */
  int leaf(double[] values) {
    leaves.add(values);
    return -leaves.size();
  }

  /** Adds a node whose children come later; gives the reference to it. */
  int node(Split split) {
    splits.add(split);
    children.add(new int[2]);
    return splits.size() - 1;
  }

  void children(int node, int left, int right) {
    children.get(node)[0] = left;
    children.get(node)[1] = right;
  }

  Tree build() {
    return new Tree(
        splits,
        children.stream().mapToInt(pair -> pair[0]).toArray(),
        children.stream().mapToInt(pair -> pair[1]).toArray(),
        leaves.toArray(double[][]::new));
  }
}
