package org.esscher.plugins.mbrcsl;

import jakarta.validation.constraints.Min;
import java.util.LinkedHashMap;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Data;
import org.esscher.api.Default;
import org.esscher.api.EsscherException;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Learner;
import org.esscher.api.Level;
import org.esscher.api.Model;
import org.esscher.api.Slot;
import org.esscher.api.State;

/**
 * A policy by counting: how often each action was done in a state where a return was still to come.
 * Asked for a return that it has not seen in a state, it takes the nearest that it has, the larger
 * of two; in a state that it has not seen it is uniform. Slot {@code transitions}: {@code
 * observation, action, return_to_go}.
 *
 * @param actions number of actions, numbered from 0
 * @param conditioned whether actions depend on the return to come; without it this is the behavior
 */
@Component(
    value = "tabular-rcsl",
    summary = "action probabilities of numbered states given the return to come, by counting",
    paper = "Zhou et al. 2024, arXiv 2310.19308")
public record TabularRcsl(@Min(1) int actions, @Default("true") boolean conditioned)
    implements Learner {
  @Override
  public Map<String, Expr> reads(Inputs in) {
    Slot rows = in.slot("transitions");
    Map<String, Expr> reads = new LinkedHashMap<>();
    reads.put("observation", rows.column("observation", Level.ROW));
    reads.put("action", rows.column("action", Level.ROW));
    if (conditioned) {
      reads.put("return_to_go", rows.column("return_to_go", Level.ROW));
    }
    return reads;
  }

  @Override
  public State fit(Data data, State previous, Context context) {
    Batch rows = data.batch("transitions");
    CountedActions counted = new CountedActions(actions, conditioned);
    Column state = rows.column("observation");
    Column action = rows.column("action");
    for (int row = 0; row < rows.rows(); row++) {
      double taken = action.at(row);
      if (!(taken >= 0 && taken < actions && taken == Math.rint(taken))) {
        throw EsscherException.data(
            "row %d: the action is %s; a whole number from 0 to %d is needed",
            row, taken, actions - 1);
      }
      double toGo = conditioned ? rows.column("return_to_go").at(row) : 0;
      counted.add(state.at(row), toGo, (int) taken, 1);
      context.progress((double) row / rows.rows());
    }
    return counted.save();
  }

  @Override
  public Model load(State fitted, Context context) {
    return new CountedPolicy(CountedActions.of(fitted, actions, conditioned));
  }
}
