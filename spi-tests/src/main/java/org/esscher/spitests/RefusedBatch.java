package org.esscher.spitests;

import java.util.Locale;
import org.esscher.api.EsscherException;

/** A component refuses what was made for it: its author has to say what it is defined for. */
final class RefusedBatch extends AssertionError {
  private static final long serialVersionUID = 1L;

  private RefusedBatch(String refused, String remedy, EsscherException refusal) {
    super(
        String.format(Locale.ROOT, "%s: %s%nTo do: %s", refused, refusal.getMessage(), remedy),
        refusal);
  }

  /** A batch that was generated for an estimator. */
  static RefusedBatch generated(String batch, EsscherException refusal) {
    return new RefusedBatch(
        "the estimator refuses a generated batch of " + batch,
        "if it is not defined for such a batch, say so in minimumRows(), minimumGroupSize(),"
            + " minimumTokens() or vectorWidth(), or change the batch in adjust(…).",
        refusal);
  }

  /** Rows that were drawn for a model from the names of its inputs. */
  static RefusedBatch guessed(String remedy, EsscherException refusal) {
    return new RefusedBatch(
        "no rows that fit it could be guessed from the names of its inputs", remedy, refusal);
  }
}
