package org.esscher.plugins.ailboost;

import java.util.Arrays;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.DistributionDivergence;
import org.esscher.api.Estimate;
import org.esscher.api.Level;
import org.esscher.api.Loss;
import org.esscher.api.Losses;
import org.esscher.api.Objective;
import org.esscher.api.Slot;
import org.esscher.api.Statistic;

/**
 * The divergence of two distributions of one row.
 *
 * @param value D(p‖q)
 * @param gradient with respect to log p; empty where the value is infinite
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; a plain carrier
record EnumeratedDivergence(double value, double[] gradient) {
  static EnumeratedDivergence of(
      Fixture fixture, DistributionDivergence divergence, double[] p, double[] q) {
    Statistic value =
        in -> {
          Slot rows = in.slot("rows");
          return Map.of(
              "value",
              divergence
                  .between(
                      rows.column("log_p", Level.TOKEN),
                      rows.column("log_q", Level.TOKEN),
                      Level.ROW)
                  .sum(Level.BATCH));
        };
    Objective descent =
        in -> {
          Slot rows = in.slot("rows");
          return Losses.of(
              Loss.exact(
                  "sum",
                  "policy",
                  divergence
                      .between(
                          rows.output("policy", "log_p", Level.TOKEN),
                          rows.column("log_q", Level.TOKEN),
                          Level.ROW)
                      .sum(Level.BATCH)));
        };
    int[] starts = {0, p.length};
    Batch rows =
        fixture.batch(
            "log_p", fixture.arena.lists(starts, logs(p)),
            "log_q", fixture.arena.lists(starts, logs(q)));
    double found = fixture.estimate(value, "rows", rows).value("value");
    if (Double.isInfinite(found)) {
      return new EnumeratedDivergence(found, new double[0]);
    }
    Estimate estimate = fixture.estimate(descent, "rows", rows);
    return new EnumeratedDivergence(found, Fixture.cotangents(estimate, "rows", "log_p"));
  }

  private static double[] logs(double[] probabilities) {
    return Arrays.stream(probabilities).map(Math::log).toArray();
  }
}
