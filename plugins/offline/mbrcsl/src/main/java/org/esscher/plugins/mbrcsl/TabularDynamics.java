package org.esscher.plugins.mbrcsl;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Data;
import org.esscher.api.EsscherException;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Learner;
import org.esscher.api.Level;
import org.esscher.api.Model;
import org.esscher.api.Slot;
import org.esscher.api.State;

/**
 * Dynamics by counting: of each numbered state and action, what came next how often, whether the
 * episode ended, and the mean reward of it. Slot {@code transitions}: {@code observation, action,
 * reward, next_observation, terminated}.
 */
@Component(
    value = "tabular-dynamics",
    summary = "transition probabilities of numbered states and actions, by counting",
    paper = "Zhou et al. 2024, arXiv 2310.19308")
public record TabularDynamics() implements Learner {
  private static final List<String> READ =
      List.of("observation", "action", "reward", "next_observation", "terminated");

  @Override
  public Map<String, Expr> reads(Inputs in) {
    Slot rows = in.slot("transitions");
    Map<String, Expr> reads = new LinkedHashMap<>();
    READ.forEach(name -> reads.put(name, rows.column(name, Level.ROW)));
    return reads;
  }

  /** A kind of transition. */
  record Kind(double state, double action, double next, boolean ends) {}

  @Override
  public State fit(Data data, State previous, Context context) {
    Batch rows = data.batch("transitions");
    Column state = scalar(rows, "observation");
    Column action = scalar(rows, "action");
    Column next = scalar(rows, "next_observation");
    Column ends = rows.column("terminated");
    Column reward = rows.column("reward");
    Map<Kind, double[]> counted = new LinkedHashMap<>();
    for (int row = 0; row < rows.rows(); row++) {
      Kind kind = new Kind(state.at(row), action.at(row), next.at(row), ends.at(row) != 0);
      double[] sums = counted.computeIfAbsent(kind, ignored -> new double[2]);
      sums[0]++;
      // As a running mean, which is exact where all are equal: a return that rounding has raised
      // would beat the one that it was learned from.
      sums[1] += (reward.at(row) - sums[1]) / sums[0];
      context.progress((double) row / rows.rows());
    }
    List<double[]> table = new ArrayList<>();
    counted.forEach(
        (kind, sums) ->
            table.add(
                new double[] {
                  kind.state(), kind.action(), kind.next(), kind.ends() ? 1 : 0, sums[0], sums[1]
                }));
    return State.empty()
        .with("transitions", table.stream().flatMapToDouble(Arrays::stream).toArray());
  }

  private static Column scalar(Batch rows, String name) {
    Column column = rows.column(name);
    if (column.isText() || column.ragged() || column.width() != 1) {
      throw EsscherException.data(
          "tabular-dynamics counts numbered states and actions, but %s holds %s; set actions to 0"
              + " for vectors",
          name, column.isText() ? "text" : column.width() + " numbers per row");
    }
    return column;
  }

  @Override
  public Model load(State fitted, Context context) {
    return new CountedDynamics(fitted);
  }
}
