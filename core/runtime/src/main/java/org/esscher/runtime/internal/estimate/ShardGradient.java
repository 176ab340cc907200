package org.esscher.runtime.internal.estimate;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.esscher.api.EsscherException;
import org.esscher.api.Gradient;
import org.esscher.api.Vector;
import org.esscher.runtime.internal.expression.Joins;
import org.esscher.runtime.internal.expression.ShardTree;

/**
 * The gradient of a sum over shards of rows: for each pass of the model a sum over shards. The
 * passes are added up last, wherever the shards were.
 */
public final class ShardGradient implements Gradient {
  private final NavigableMap<Integer, ShardTree> byPass = new TreeMap<>();

  private ShardGradient(Map<Integer, ShardTree> byPass) {
    this.byPass.putAll(byPass);
  }

  /** Of no pass. */
  static ShardGradient none() {
    return new ShardGradient(Map.of());
  }

  /**
   * Adds a shard of a pass whose number is not known yet.
   *
   * @param shard its number among all shards, which is not in this gradient
   * @param vector its gradient, which belongs to this one from now on
   */
  void add(int shard, double[] vector) {
    byPass
        .computeIfAbsent(0, ignored -> new ShardTree(Joins.sums("gradient", vector.length)))
        .add(shard, vector);
  }

  /** The same of the pass of a number. */
  ShardGradient ofPass(int pass) {
    return new ShardGradient(Map.of(pass, byPass.firstEntry().getValue()));
  }

  /** Of other passes. */
  @Override
  public ShardGradient plus(Gradient other) {
    if (!(other instanceof ShardGradient more)) {
      throw EsscherException.plugin("gradients of shards and of a whole batch can't be added up");
    }
    ShardGradient all = new ShardGradient(byPass);
    all.byPass.putAll(more.byPass);
    return all;
  }

  /**
   * Adds the same passes over other shards.
   *
   * @param others of shards that are not in this one, which it belongs to from now on
   */
  void add(ShardGradient others) {
    others.byPass.forEach(
        (pass, shards) ->
            byPass.merge(
                pass,
                shards,
                (own, more) -> {
                  own.add(more);
                  return own;
                }));
  }

  /**
   * The sum.
   *
   * @return over shards, then over passes, the last first as they are pulled back
   */
  public Vector vector() {
    Vector sum = null;
    for (ShardTree pass : byPass.descendingMap().values()) {
      Vector next = Vector.of(pass.total());
      sum = sum == null ? next : sum.plus(next);
    }
    if (sum == null) {
      throw new IllegalStateException("a gradient of no pass");
    }
    return sum;
  }

  void write(DataOutputStream out) throws IOException {
    out.writeInt(byPass.size());
    for (Map.Entry<Integer, ShardTree> pass : byPass.entrySet()) {
      out.writeInt(pass.getKey());
      pass.getValue().write(out);
    }
  }

  static ShardGradient read(DataInputStream in) throws IOException {
    ShardGradient gradient = none();
    for (int left = in.readInt(); left > 0; left--) {
      gradient.byPass.put(in.readInt(), ShardTree.read(in));
    }
    return gradient;
  }
}
