package org.esscher.spitests;

import java.util.Map;
import java.util.function.UnaryOperator;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.DistributionDivergence;
import org.esscher.api.Expr;
import org.esscher.api.Level;
import org.esscher.api.State;
import org.esscher.api.Statistic;
import org.esscher.data.Arena;
import org.esscher.runtime.internal.estimate.Estimation;

/** Evaluates a divergence's expressions. */
final class Curves {
  private final Workspace workspace;

  Curves(Workspace workspace) {
    this.workspace = workspace;
  }

  /** A function of one number at some points. */
  double[] values(UnaryOperator<Expr> function, double... points) {
    Statistic statistic =
        in ->
            Map.of(
                "y",
                function
                    .apply(in.slot("points").column("x", Level.ROW))
                    .plus(in.slot("points").column("zero", Level.ROW)));
    Arena inputs = workspace.inputs();
    Column zeros = inputs.numbers(new double[points.length]);
    return evaluate(statistic, "points", Map.of("x", inputs.numbers(points), "zero", zeros));
  }

  /** D(π‖p) for each pair of distributions, given as probabilities. */
  double[] between(DistributionDivergence divergence, double[][] policies, double[][] targets) {
    Statistic statistic =
        in ->
            Map.of(
                "y",
                divergence.between(
                    in.slot("rows").column("log_p", Level.TOKEN),
                    in.slot("rows").column("log_q", Level.TOKEN),
                    Level.ROW));
    return evaluate(statistic, "rows", Map.of("log_p", logs(policies), "log_q", logs(targets)));
  }

  private Column logs(double[][] distributions) {
    int[] starts = new int[distributions.length + 1];
    for (int row = 0; row < distributions.length; row++) {
      starts[row + 1] = starts[row] + distributions[row].length;
    }
    double[] logs = new double[starts[distributions.length]];
    for (int row = 0; row < distributions.length; row++) {
      for (int i = 0; i < distributions[row].length; i++) {
        logs[starts[row] + i] = Math.log(distributions[row][i]);
      }
    }
    return workspace.inputs().lists(starts, logs);
  }

  private double[] evaluate(Statistic statistic, String slot, Map<String, Column> columns) {
    Arena inputs = workspace.inputs();
    Batch batch = inputs.batch(columns);
    Column values =
        new Estimation()
            .estimate(
                statistic,
                Map.of(slot, batch),
                State.empty(),
                null,
                workspace.context(inputs, 1),
                false)
            .columns()
            .get("y");
    if (values == null || values.rows() != batch.rows()) {
      throw new AssertionError("the expression is not at the level of its arguments");
    }
    return values.toArray();
  }
}
