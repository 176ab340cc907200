package org.esscher.runtime.internal.run;

import java.util.Map;
import org.esscher.api.Column;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Data;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Learner;
import org.esscher.api.Level;
import org.esscher.api.Model;
import org.esscher.api.State;
import org.esscher.api.Vector;

/** Fits the flat line at the mean of y, and counts how often it has fitted. */
@Component("test-mean-fit")
public record MeanFit() implements Learner {
  @Override
  public Map<String, Expr> reads(Inputs in) {
    return Map.of("y", in.slot("rows").column("y", Level.ROW));
  }

  @Override
  public State fit(Data data, State previous, Context context) {
    Column y = data.get("y");
    double sum = 0;
    for (int row = 0; row < y.rows(); row++) {
      sum += y.at(row);
    }
    return State.empty().with("mean", sum / y.rows()).with("fits", previous.number("fits", 0) + 1);
  }

  /**
   * The model saves a line's parameters, which this learner can't load: it knows what it fitted.
   */
  @Override
  public Model load(State fitted, Context context) {
    return new Line.Fitted(Vector.of(0, fitted.get("mean")[0]));
  }
}
