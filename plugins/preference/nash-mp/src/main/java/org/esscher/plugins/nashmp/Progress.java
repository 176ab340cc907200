package org.esscher.plugins.nashmp;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.esscher.api.Batch;
import org.esscher.api.Estimate;
import org.esscher.api.Run;

/**
 * Tells a run how far its policy is.
 *
 * @param run has the roles {@code policy} and {@code policy@ref}
 * @param beta β
 */
record Progress(Run run, double beta) {
  /** Judges the policy: metrics, a row of the table {@code exploitability}, a frontier point. */
  void tell(long iteration, String series) {
    // With the log-probabilities as columns too, the host can leave out prompts for an error.
    Batch answers = run.score("policy", run.data("data").batch(), "logp", "logp");
    Estimate found = run.estimate(new Exploitability(beta), Map.of("responses", answers));
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("iteration", iteration);
    found
        .statistics()
        .forEach(
            (name, value) -> {
              run.metric(name, value.value());
              row.put(name, value.value());
              if (Double.isFinite(value.standardError())) {
                row.put(name + "_standard_error", value.standardError());
              }
            });
    run.row("exploitability", row);
    Estimate.Quantity winRate = Objects.requireNonNull(found.statistics().get("win_rate"));
    point(series, found.value("kl"), winRate, "iteration " + iteration);
  }

  /** Where an iteration without end would arrive. */
  void equilibrium(Equilibrium equilibrium) {
    point(
        "exact optimum",
        equilibrium.divergence(),
        new Estimate.Quantity(equilibrium.winRate(), Double.NaN),
        "equilibrium");
  }

  private void point(String series, double kl, Estimate.Quantity winRate, String label) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("series", series);
    row.put("divergence", kl);
    row.put("reward", winRate.value());
    if (Double.isFinite(winRate.standardError())) {
      row.put("reward_standard_error", winRate.standardError());
    }
    row.put("label", label);
    run.row("frontier", row);
  }
}
