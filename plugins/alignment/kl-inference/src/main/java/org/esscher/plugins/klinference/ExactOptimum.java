package org.esscher.plugins.klinference;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.EsscherTransform;

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
    List<EsscherTransform> contexts =
        transforms(rows.column("behavior_class_logp"), rows.column("expected_rewards"));
    for (int k = 0; k <= GRID; k++) {
      double beta = spread * HOTTEST * Math.pow(COLDEST / HOTTEST, (double) k / GRID);
      EsscherTransform.Mean posterior = EsscherTransform.mean(contexts, 1 / beta);
      Map<String, Object> cells = new LinkedHashMap<>();
      cells.put("series", "exact optimum");
      cells.put("divergence", posterior.divergence());
      cells.put("reward", posterior.reward());
      cells.put("beta", beta);
      points.add(cells);
    }
    return points;
  }

  /** One a row. A file may have rounded the prior's log-probabilities. */
  private static List<EsscherTransform> transforms(Column prior, Column rewards) {
    List<EsscherTransform> transforms = new ArrayList<>();
    int actions = prior.width();
    for (int row = 0; row < prior.rows(); row++) {
      double[] logp = new double[actions];
      double[] truths = new double[actions];
      double mass = 0;
      for (int a = 0; a < actions; a++) {
        logp[a] = prior.at((long) row * actions + a);
        truths[a] = rewards.at((long) row * actions + a);
        mass += Math.exp(logp[a]);
      }
      for (int a = 0; a < actions; a++) {
        logp[a] -= Math.log(mass);
      }
      transforms.add(EsscherTransform.of(logp, truths));
    }
    return transforms;
  }
}
