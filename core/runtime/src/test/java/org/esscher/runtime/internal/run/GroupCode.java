package org.esscher.runtime.internal.run;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.CustomObjective;
import org.esscher.api.Data;
import org.esscher.api.Default;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Level;
import org.esscher.api.Loss;
import org.esscher.api.Slot;
import org.esscher.api.State;

/**
 * In code: the weighted squares of a line's errors and of what is left within groups, or since the
 * start, and a little more the more rows there were before. It reads numbers a row, a group and a
 * token, and stored rows.
 *
 * @param grouped whether it looks at groups
 * @param factor of the noise
 */
@Component("test-group-code")
record GroupCode(@Default("true") boolean grouped, @Default("0.1") double factor)
    implements CustomObjective {
  @Override
  public Split split() {
    return grouped ? Split.GROUP : Split.ROW;
  }

  @Override
  public Map<String, Expr> reads(Inputs in) {
    Slot rows = in.slot("rows").groupedBy("group_id");
    Map<String, Expr> reads = new LinkedHashMap<>();
    reads.put("value", rows.output("line", "value", Level.ROW));
    reads.put("before", rows.output("line@start", "value", Level.ROW));
    reads.put("weight", rows.weight());
    reads.put("noise", rows.column("noise", Level.TOKEN));
    reads.put("level", rows.column("y", Level.ROW).mean(Level.GROUP));
    return reads;
  }

  @Override
  public Result estimate(Data data, State state, Context context) {
    Batch rows = data.batch("rows");
    double[] value = data.get("value").toArray();
    Column before = data.get("before");
    Column weight = data.get("weight");
    Column noise = data.get("noise");
    Column level = data.get("level");
    int[] group = data.groups("rows");
    double[] cotangents = new double[value.length];
    double scale = 1 + 1e-6 * state.number("rows", 0);
    double sum = 0;
    double total = 0;
    for (int row = 0; row < value.length; row++) {
      double error = value[row] - rows.column("y").at(row);
      double pull = grouped ? value[row] - level.at(group[row]) : value[row] - before.at(row);
      double added = 0;
      for (int token = noise.start(row); token < noise.start(row + 1); token++) {
        added += factor * noise.at(token);
      }
      double w = scale * weight.at(row);
      sum += w * (error * error + 0.5 * pull * pull + added * value[row]);
      cotangents[row] = w * (2 * error + pull + added);
      total += weight.at(row);
    }
    Map<String, Column> back = Map.of("value", context.columns().numbers(cotangents));
    return new Result(
        List.of(new Part("code", Set.of("line"), Loss.Kind.EXACT, sum, total, back)),
        State.empty().with("rows", value.length));
  }
}
