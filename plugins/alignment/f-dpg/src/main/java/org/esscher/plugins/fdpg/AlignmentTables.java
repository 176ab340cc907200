package org.esscher.plugins.fdpg;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.esscher.api.Estimate;
import org.esscher.api.Run;

/** Rows of the report about one alignment, from what {@link HeldOut} found. */
final class AlignmentTables {
  private static final List<String> QUANTITIES =
      List.of(
          "expected_reward",
          "reward_gain",
          "kl_from_reference",
          "divergence_to_target",
          "reference_divergence_to_target",
          "entropy",
          "most_likely_reward");

  private final Run run;
  private final Alignment alignment;
  private final Estimate found;

  AlignmentTables(Run run, Alignment alignment, Estimate found) {
    this.run = run;
    this.alignment = alignment;
    this.found = found;
  }

  /** All quantities of the policy, with standard errors. */
  void heldOut() {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("divergence", alignment.series());
    row.put("beta", alignment.beta());
    for (String quantity : QUANTITIES) {
      row.put(quantity, found.value(quantity));
      row.put(quantity + "_standard_error", standardError(quantity));
    }
    run.row("held_out", row);
  }

  /** The policy on the frontier. */
  void policy() {
    frontier(
        alignment.series(), found.value("kl_from_reference"), "expected_reward", temperature());
  }

  /** The reference, which is the same for all alignments. */
  void reference() {
    frontier("reference", 0, "reference_reward", "");
  }

  /** The target itself, which knows the answers; the same for all divergences. */
  void optimum() {
    frontier("exact optimum", found.value("optimum_kl"), "optimum_reward", temperature());
  }

  private String temperature() {
    return "β = " + alignment.beta();
  }

  private void frontier(String series, double kl, String reward, String label) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("series", series);
    row.put("divergence", kl);
    row.put("reward", found.value(reward));
    row.put("reward_standard_error", standardError(reward));
    row.put("label", label);
    run.row("frontier", row);
  }

  /** Over questions. */
  private double standardError(String quantity) {
    return Objects.requireNonNull(found.statistics().get(quantity)).standardError();
  }
}
