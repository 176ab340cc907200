package com.example.ranking;

import java.util.Locale;
import java.util.Optional;
import org.esscher.runtime.PolicyEvaluation;

/**
 * Decides whether a candidate may serve: by the log of readers that it did not learn from, its
 * doubly robust value must be above what today's policy earned, by the whole of its 95% interval,
 * and the estimate must rest on enough rows.
 *
 * @param effectiveShare the least effective sample size, as a share of the rows
 */
record Gate(double effectiveShare) {
  /** Why a candidate is refused, or nothing. */
  Optional<String> objection(PolicyEvaluation candidate, double today) {
    double effective = candidate.effectiveSampleSize() / candidate.rows();
    if (effective < effectiveShare) {
      return Optional.of(
          String.format(Locale.ROOT, "rests on %.0f%% of the rows", 100 * effective));
    }
    if (!candidate.warnings().isEmpty()) {
      return Optional.of(String.join("; ", candidate.warnings()));
    }
    PolicyEvaluation.Value value = candidate.values().get("dr");
    if (!(value.low() > today)) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "may be worth %.3f only, where today's policy earned %.3f",
              value.low(),
              today));
    }
    return Optional.empty();
  }
}
