package org.esscher.plugins.hypo;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.esscher.api.Estimate;
import org.esscher.api.Run;

/**
 * What {@link HeldOut} found of a policy, told to the run.
 *
 * @param run is told
 * @param found the quantities
 */
record Judgement(Run run, Estimate found) {
  /** As metrics {@code held_out/label/quantity}. */
  void metrics(String label) {
    found
        .statistics()
        .forEach((name, value) -> run.metric("held_out/" + label + "/" + name, value.value()));
  }

  /** As a row of the table {@code held_out}; over one prompt there are no standard errors. */
  void tabulate(String label) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("policy", label);
    found
        .statistics()
        .forEach(
            (name, value) -> {
              row.put(name, value.value());
              if (Double.isFinite(value.standardError())) {
                row.put(name + "_standard_error", value.standardError());
              }
            });
    run.row("held_out", row);
  }

  /** As a point of the frontier. */
  void point(String series, String label) {
    boolean truth = found.statistics().containsKey("expected_reward");
    Estimate.Quantity reward = quantity(truth ? "expected_reward" : "accuracy");
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("series", series);
    row.put("divergence", quantity("kl").value());
    row.put("reward", reward.value());
    if (Double.isFinite(reward.standardError())) {
      row.put("reward_standard_error", reward.standardError());
    }
    row.put("label", label);
    run.row("frontier", row);
  }

  private Estimate.Quantity quantity(String name) {
    return Objects.requireNonNull(found.statistics().get(name), name);
  }
}
