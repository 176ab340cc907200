package org.esscher.spitests.example;

import org.esscher.api.Estimator;
import org.esscher.api.Expr;
import org.esscher.api.Level;
import org.esscher.api.Loss;
import org.esscher.api.Losses;
import org.esscher.api.Objective;
import org.esscher.spitests.EstimatorVerification;

/** The example of the documentation, word for word. */
public class SquaredErrorConformanceTest extends EstimatorVerification {
  @Override
  protected Estimator estimator() {
    Objective squaredError =
        in -> {
          Expr value = in.slot("rows").output("critic", "value", Level.ROW);
          Expr error = value.minus(in.slot("rows").column("target", Level.ROW));
          return Losses.of(Loss.exact("error", "critic", error.square().mean(Level.BATCH)));
        };
    return squaredError;
  }
}
