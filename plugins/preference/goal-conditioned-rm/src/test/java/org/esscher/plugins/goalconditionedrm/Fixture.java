package org.esscher.plugins.goalconditionedrm;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.Estimate;
import org.esscher.api.Estimator;
import org.esscher.api.State;
import org.esscher.data.Arena;
import org.esscher.plugins.goalconditionedrm.BtContrastive.LossForm;
import org.esscher.plugins.goalconditionedrm.BtContrastive.Strategy;
import org.esscher.runtime.Esscher;
import org.esscher.runtime.internal.wiring.CallContext;

/** A host, and pairs whose scores and states are columns. */
final class Fixture implements AutoCloseable {
  final Esscher host = Esscher.builder().classPath(BtContrastive.class.getClassLoader()).build();
  final Arena arena = host.arena("test");

  Context context() {
    return context(arena);
  }

  Context context(Arena columns) {
    return new CallContext(
        columns, 1, CallContext.NO_ROLES, host.services().components(), "goal-conditioned test");
  }

  static BtContrastive loss(double beta, Strategy strategy, LossForm form) {
    return new BtContrastive(beta, 8, 8, strategy, form, 0, 0, false, false);
  }

  static BtContrastive loss(double beta) {
    return loss(beta, Strategy.COSINE, LossForm.LOG_MEAN);
  }

  /** States of answers, token by token, of width 2. */
  Column states(double[][]... answers) {
    int[] starts = new int[answers.length + 1];
    for (int row = 0; row < answers.length; row++) {
      starts[row + 1] = starts[row] + answers[row].length;
    }
    double[] values =
        Arrays.stream(answers).flatMap(Arrays::stream).flatMapToDouble(Arrays::stream).toArray();
    return arena.vectorLists(2, starts, values);
  }

  Column places(int[]... rows) {
    int[] starts = new int[rows.length + 1];
    for (int row = 0; row < rows.length; row++) {
      starts[row + 1] = starts[row] + rows[row].length;
    }
    return arena.lists(
        starts, Arrays.stream(rows).flatMapToInt(Arrays::stream).asDoubleStream().toArray());
  }

  /** Pairs with scores of 0. */
  Batch pairs(Column chosen, Column rejected) {
    Map<String, Column> columns = new LinkedHashMap<>();
    columns.put("chosen_score", arena.numbers(new double[chosen.rows()]));
    columns.put("rejected_score", arena.numbers(new double[chosen.rows()]));
    columns.put("chosen_hidden", chosen);
    columns.put("rejected_hidden", rejected);
    return arena.batch(columns);
  }

  /** One pair with one source (1, 0), one goal (1, 1), one rejected state (0, 1): the card's. */
  Batch worked() {
    return at(
        pairs(states(new double[][] {{1, 0}, {1, 1}}), states(new double[][] {{0, 1}})),
        new int[] {0},
        new int[] {1},
        new int[] {0},
        new int[] {0});
  }

  /** The same places in every row. */
  Batch at(Batch pairs, int[] source, int[] goal, int[] negativeSource, int[] rejected) {
    int rows = pairs.rows();
    return pairs
        .with("source_index", places(repeated(source, rows)))
        .with("goal_index", places(repeated(goal, rows)))
        .with("negative_source_index", places(repeated(negativeSource, rows)))
        .with("rejected_index", places(repeated(rejected, rows)));
  }

  private static int[][] repeated(int[] places, int rows) {
    int[][] all = new int[rows][];
    Arrays.fill(all, places);
    return all;
  }

  Estimate estimate(Estimator estimator, Batch pairs) {
    return estimate(estimator, "pairs", pairs, 1);
  }

  Estimate estimate(Estimator estimator, String slot, Batch rows, long seed) {
    return host.estimate(estimator, Map.of(slot, rows), State.empty(), seed, arena);
  }

  static double[] cotangents(Estimate estimate, String loss, String column) {
    return Objects.requireNonNull(
            Objects.requireNonNull(
                    Objects.requireNonNull(estimate.losses().get(loss), loss)
                        .cotangents()
                        .get("pairs"))
                .get(column),
            column)
        .toArray();
  }

  @Override
  public void close() {
    arena.close();
    host.close();
  }
}
