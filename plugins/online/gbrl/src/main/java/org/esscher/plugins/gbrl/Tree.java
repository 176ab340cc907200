package org.esscher.plugins.gbrl;

import java.util.List;

/**
 * A regression tree with vectors for leaves. Immutable.
 *
 * <p>Nodes are numbered from the root, 0. A child c ≥ 0 is a node, a child c &lt; 0 the leaf −1 −
 * c. Without nodes there is one leaf.
 *
 * @param splits the test of each node
 * @param left child of each node where the test fails
 * @param right child of each node where it passes
 * @param leaves values of each leaf
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; shared, and changed by nobody
record Tree(List<Split> splits, int[] left, int[] right, double[][] leaves) {
  Tree {
    splits = List.copyOf(splits);
  }

  /** The leaf that a row reaches. */
  int leaf(FeatureTable table, int row) {
    if (splits.isEmpty()) {
      return 0;
    }
    int node = 0;
    while (node >= 0) {
      node = splits.get(node).right(table, row) ? right[node] : left[node];
    }
    return -1 - node;
  }

  /** The values of the leaf that a row reaches; not to be changed. */
  double[] values(FeatureTable table, int row) {
    return leaves[leaf(table, row)];
  }

  int width() {
    return leaves[0].length;
  }
}
