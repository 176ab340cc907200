package org.esscher.plugins.klinference;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Column;

/**
 * The best that any policy can do at each divergence from the logging policy, where a log brings
 * both truths: the posterior {@code π* ∝ π₀ exp(r/β)} over a grid of β.
 */
final class ExactOptimum {
  private static final int GRID = 25;
  private static final double HOTTEST = 20;
  private static final double COLDEST = 0.1;

  private ExactOptimum() {}

  /**
   * Points of the frontier, none where the log lacks a truth.
   *
   * @param rows the log
   * @param spread the unit of temperature, in reward units
   */
  static List<Map<String, Object>> frontier(Batch rows, double spread) {
    List<Map<String, Object>> points = new ArrayList<>();
    if (!rows.has("expected_rewards") || !rows.has("behavior_class_logp")) {
      return points;
    }
    Column rewards = rows.column("expected_rewards");
    Column prior = rows.column("behavior_class_logp");
    for (int k = 0; k <= GRID; k++) {
      double beta = spread * HOTTEST * Math.pow(COLDEST / HOTTEST, (double) k / GRID);
      double divergence = 0;
      double reward = 0;
      for (int row = 0; row < rows.rows(); row++) {
        Tilted tilted = Tilted.of(prior, rewards, row, beta);
        divergence += tilted.divergence() / rows.rows();
        reward += tilted.reward() / rows.rows();
      }
      Map<String, Object> cells = new LinkedHashMap<>();
      cells.put("series", "exact optimum");
      cells.put("divergence", divergence);
      cells.put("reward", reward);
      cells.put("beta", beta);
      points.add(cells);
    }
    return points;
  }

  /**
   * The posterior of one row.
   *
   * @param divergence KL(π*‖π₀), nats
   * @param reward E_π*[r]
   */
  record Tilted(double divergence, double reward) {
    static Tilted of(Column prior, Column rewards, int row, double beta) {
      int actions = prior.width();
      double[] logTarget = new double[actions];
      double top = Double.NEGATIVE_INFINITY;
      for (int a = 0; a < actions; a++) {
        long index = (long) row * actions + a;
        logTarget[a] = prior.at(index) + rewards.at(index) / beta;
        top = Math.max(top, logTarget[a]);
      }
      double z = 0;
      for (double value : logTarget) {
        z += Math.exp(value - top);
      }
      double logZ = top + Math.log(z);
      double divergence = 0;
      double reward = 0;
      for (int a = 0; a < actions; a++) {
        long index = (long) row * actions + a;
        double p = Math.exp(logTarget[a] - logZ);
        divergence += p * (logTarget[a] - logZ - prior.at(index));
        reward += p * rewards.at(index);
      }
      return new Tilted(divergence, reward);
    }
  }
}
