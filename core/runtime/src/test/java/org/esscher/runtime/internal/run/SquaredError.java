package org.esscher.runtime.internal.run;

import org.esscher.api.Component;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Level;
import org.esscher.api.Loss;
import org.esscher.api.Losses;
import org.esscher.api.Objective;
import org.esscher.api.Slot;
import org.esscher.api.Update;

/**
 * The mean squared error of a line, which counts the rows that it has seen.
 *
 * @param role the line
 */
@Component("test-squared-error")
public record SquaredError(String role) implements Objective {
  @Override
  public Losses losses(Inputs in) {
    Slot rows = in.slot("rows");
    Expr error = rows.output(role, "value", Level.ROW).minus(rows.column("y", Level.ROW));
    Expr seen = in.state("seen", 0);
    return Losses.of(Loss.exact("error", role, error.square().mean(Level.BATCH)))
        .metric("seen", seen)
        .update(Update.sum(seen, rows.weight().sum(Level.BATCH)));
  }
}
