package org.esscher.runtime.internal.estimate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.esscher.api.EsscherException;
import org.esscher.api.Gradient;
import org.esscher.api.Vector;

/**
 * The gradient of a sum over shards of rows: a vector a shard, for each pass of the model. They are
 * added up over the shards in their order, then over the passes, wherever the shards were.
 */
public final class ShardGradient implements Gradient {
  private final NavigableMap<Integer, List<double[]>> byPass;

  private ShardGradient(NavigableMap<Integer, List<double[]>> byPass) {
    this.byPass = byPass;
  }

  /**
   * Of vectors.
   *
   * @param byPass by the number of the pass a vector a shard, in order
   * @return the gradient, which keeps the arrays
   */
  public static ShardGradient of(Map<Integer, List<double[]>> byPass) {
    return new ShardGradient(new TreeMap<>(byPass));
  }

  /** Of one pass whose number is not known yet. */
  static ShardGradient of(List<double[]> shards) {
    return of(Map.of(0, shards));
  }

  /** The same of the pass of a number. */
  ShardGradient ofPass(int pass) {
    return of(Map.of(pass, byPass.firstEntry().getValue()));
  }

  /**
   * The vectors.
   *
   * @return by pass a vector a shard, in order
   */
  public Map<Integer, List<double[]>> byPass() {
    return byPass;
  }

  /** Of other passes. */
  @Override
  public ShardGradient plus(Gradient other) {
    if (!(other instanceof ShardGradient more)) {
      throw EsscherException.plugin("gradients of shards and of a whole batch can't be added up");
    }
    NavigableMap<Integer, List<double[]>> all = new TreeMap<>(byPass);
    all.putAll(more.byPass);
    return new ShardGradient(all);
  }

  /**
   * The same passes over further shards.
   *
   * @param next of the shards that follow
   * @return of all shards
   */
  public ShardGradient followedBy(ShardGradient next) {
    NavigableMap<Integer, List<double[]>> all = new TreeMap<>(byPass);
    next.byPass.forEach(
        (pass, shards) ->
            all.merge(
                pass,
                shards,
                (first, more) -> {
                  List<double[]> both = new ArrayList<>(first);
                  both.addAll(more);
                  return both;
                }));
    return new ShardGradient(all);
  }

  /** With the shards added up already. */
  ShardGradient folded() {
    NavigableMap<Integer, List<double[]>> sums = new TreeMap<>();
    byPass.forEach((pass, shards) -> sums.put(pass, List.of(sum(shards))));
    return new ShardGradient(sums);
  }

  /**
   * The sum.
   *
   * @return over shards, then over passes, the last first as they are pulled back
   */
  public Vector vector() {
    List<double[]> passes = new ArrayList<>();
    byPass.descendingMap().values().forEach(shards -> passes.add(sum(shards)));
    return Vector.of(sum(passes));
  }

  private static double[] sum(List<double[]> vectors) {
    double[] sum = vectors.get(0).clone();
    for (double[] vector : vectors.subList(1, vectors.size())) {
      for (int i = 0; i < sum.length; i++) {
        sum[i] += vector[i];
      }
    }
    return sum;
  }
}
