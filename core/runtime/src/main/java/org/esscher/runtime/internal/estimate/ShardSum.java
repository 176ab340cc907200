package org.esscher.runtime.internal.estimate;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.esscher.runtime.internal.wire.Wire;

/**
 * A sum of vectors, one a shard, added up in pairs: shards 0 and 1, 2 and 3, then those pairs, and
 * so on; what is left without a partner is added last, from the right. Which sums are made depends
 * on the shards' numbers alone, not on when and where they meet, so parts can be added up where
 * they are, in any order, to the same bits; of n shards in a row at most 2·log₂ n vectors are left.
 */
final class ShardSum {
  /** By the number of their first shard. */
  private final NavigableMap<Integer, Node> nodes = new TreeMap<>();

  /**
   * A sum over as many shards as a power of two says, which begin at a multiple of it.
   *
   * @param shards how many
   * @param sum added to in place
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Node(int shards, double[] sum) {}

  /**
   * Adds a shard.
   *
   * @param shard its number among all shards, from 0, which is not in this sum
   * @param vector its vector, which belongs to this sum from now on
   */
  void add(int shard, double[] vector) {
    add(shard, new Node(1, vector));
  }

  /**
   * Adds shards.
   *
   * @param others a sum of shards that are not in this one, which it belongs to from now on
   */
  void add(ShardSum others) {
    others.nodes.forEach(this::add);
  }

  private void add(int first, Node node) {
    int partner = first ^ node.shards();
    Node other = nodes.get(partner);
    if (other == null || other.shards() != node.shards()) {
      nodes.put(first, node);
      return;
    }
    nodes.remove(partner);
    double[] left = first < partner ? node.sum() : other.sum();
    double[] right = first < partner ? other.sum() : node.sum();
    add(Math.min(first, partner), new Node(2 * node.shards(), added(left, right)));
  }

  private static double[] added(double[] left, double[] right) {
    for (int i = 0; i < left.length; i++) {
      left[i] += right[i];
    }
    return left;
  }

  /**
   * The sum.
   *
   * @return over all shards, at least one
   */
  double[] total() {
    double[] total = null;
    for (Node node : nodes.descendingMap().values()) {
      total = total == null ? node.sum().clone() : added(node.sum().clone(), total);
    }
    if (total == null) {
      throw new IllegalStateException("a sum of no shards");
    }
    return total;
  }

  void write(DataOutputStream out) throws IOException {
    out.writeInt(nodes.size());
    for (Map.Entry<Integer, Node> node : nodes.entrySet()) {
      out.writeInt(node.getKey());
      out.writeInt(node.getValue().shards());
      Wire.writeNumbers(out, node.getValue().sum());
    }
  }

  static ShardSum read(DataInputStream in) throws IOException {
    ShardSum sum = new ShardSum();
    for (int left = in.readInt(); left > 0; left--) {
      sum.nodes.put(in.readInt(), new Node(in.readInt(), Wire.readNumbers(in)));
    }
    return sum;
  }
}
