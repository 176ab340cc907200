package org.esscher.runtime.internal.expression;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.esscher.runtime.internal.wire.Wire;

/**
 * Vectors, one a shard, joined in pairs: shards 0 and 1, 2 and 3, then those pairs, and so on; what
 * is left without a partner is joined last, from the right. Which are joined depends on the shards'
 * numbers alone, not on when and where they meet, so parts can be joined where they are, in any
 * order, to the same bits; of n shards in a row at most 2·log₂ n vectors are left.
 */
public final class ShardTree {
  /** By the number of their first shard. */
  private final List<Node> nodes = new ArrayList<>();

  private Joins joins;

  /**
   * As many shards as a power of two says, which begin at a multiple of it.
   *
   * @param first their first
   * @param shards how many
   * @param joined what they give, which others are joined to in place
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Node(int first, int shards, double[] joined) {
    /** One past the last shard. */
    long end() {
      return (long) first + shards;
    }

    boolean isPartner(Node other) {
      return other.first == (first ^ shards) && other.shards == shards;
    }
  }

  /**
   * Of no shards.
   *
   * @param joins what the vectors' numbers are
   */
  public ShardTree(Joins joins) {
    this.joins = joins;
  }

  /**
   * Adds a shard.
   *
   * @param shard its number among all shards, from 0, which is not in this tree
   * @param vector its numbers, which belong to this tree from now on
   */
  public void add(int shard, double[] vector) {
    add(new Node(shard, 1, vector));
  }

  /**
   * Adds shards. Where others gave numbers of another kind, nothing is left of both.
   *
   * @param others shards that are not in this tree, which it belongs to from now on
   */
  public void add(ShardTree others) {
    if (joins.equals(others.joins)) {
      others.nodes.forEach(this::add);
    } else {
      joins = Joins.NOTHING;
      nodes.clear();
    }
  }

  private void add(Node node) {
    int at = nodes.size();
    while (at > 0 && nodes.get(at - 1).first > node.first) {
      at--;
    }
    Node whole = node;
    while (true) {
      if (at > 0 && whole.isPartner(nodes.get(at - 1))) {
        whole = joined(nodes.remove(--at), whole);
      } else if (at < nodes.size() && whole.isPartner(nodes.get(at))) {
        whole = joined(whole, nodes.remove(at));
      } else {
        insert(at, whole);
        return;
      }
    }
  }

  private void insert(int at, Node node) {
    boolean before = at == 0 || nodes.get(at - 1).end() <= node.first;
    boolean after = at == nodes.size() || node.end() <= nodes.get(at).first;
    if (!before || !after) {
      throw new IllegalStateException(
          "one of the shards from " + node.first + " to " + node.end() + " is there already");
    }
    nodes.add(at, node);
  }

  private Node joined(Node left, Node right) {
    joins.join(left.joined, right.joined, 0);
    return new Node(left.first, 2 * left.shards, left.joined);
  }

  /**
   * What the shards of this tree give.
   *
   * @return over all of them, at least one; no numbers where they had nothing in common
   */
  public double[] total() {
    if (joins.equals(Joins.NOTHING)) {
      return new double[0];
    }
    if (nodes.isEmpty()) {
      throw new IllegalStateException("a total of no shards");
    }
    double[] total = nodes.get(nodes.size() - 1).joined.clone();
    for (int i = nodes.size() - 2; i >= 0; i--) {
      double[] left = nodes.get(i).joined.clone();
      joins.join(left, total, 0);
      total = left;
    }
    return total;
  }

  /**
   * What the shards of all partitions give.
   *
   * @param exchange takes this tree, and tells of the others
   * @return over all of them
   * @throws org.esscher.api.EsscherException (HOST) when partitions handed in different things
   */
  double[] total(Exchange exchange) {
    double[] total = exchange.reduce(this);
    if (total.length != joins.width()) {
      throw Exchange.apart();
    }
    return total;
  }

  /**
   * Writes what is left after joining.
   *
   * @param out to where
   * @throws IOException never, in memory
   */
  public void write(DataOutputStream out) throws IOException {
    joins.write(out);
    out.writeInt(nodes.size());
    for (Node node : nodes) {
      out.writeInt(node.first);
      out.writeInt(node.shards);
      Wire.writeNumbers(out, node.joined);
    }
  }

  /**
   * Reads a tree.
   *
   * @param in from where
   * @return the tree
   * @throws IOException when it ends too early
   */
  public static ShardTree read(DataInputStream in) throws IOException {
    ShardTree tree = new ShardTree(Joins.read(in));
    for (int left = in.readInt(); left > 0; left--) {
      tree.nodes.add(new Node(in.readInt(), in.readInt(), Wire.readNumbers(in)));
    }
    return tree;
  }
}
