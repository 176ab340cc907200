package org.esscher.neural;

import java.util.Map;
import org.esscher.api.CalibrationCurve;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Level;
import org.esscher.api.Slot;
import org.esscher.api.Statistic;

/**
 * How often the answer that a reward holds for the better one was the chosen one, of pairs that it
 * was not fitted to, with standard errors over prompts.
 *
 * @param curve in which bins
 */
record HeldOutCalibration(CalibrationCurve curve) implements Statistic {
  @Override
  public Map<String, Expr> quantities(Inputs in) {
    Slot pairs = in.slot("pairs").groupedBy("prompt_id");
    return curve.ofMargins(HeldOutScores.difference(pairs), row -> row.mean(Level.BATCH));
  }
}
