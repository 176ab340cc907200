package org.esscher.plugins.fdpo;

import java.util.Map;
import org.esscher.api.CalibrationCurve;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Statistic;

/**
 * The calibration of σ(z), z the implicit reward's margin, on pairs that the policy hasn't seen,
 * with standard errors over prompts.
 *
 * @param estimator the loss that the policy was trained by
 * @param curve in which bins
 */
record HeldOutCalibration(FDpo estimator, CalibrationCurve curve) implements Statistic {
  @Override
  public Map<String, Expr> quantities(Inputs in) {
    Pairs pairs = Pairs.of(in.slot("pairs").groupedBy("prompt_id"));
    return curve.ofMargins(estimator.margin(pairs), HeldOut::overPairs);
  }
}
