package org.esscher.spitests;

import java.util.Locale;
import org.esscher.api.EsscherException;

/** An estimator refuses what was generated for it: its author has to say what it is defined for. */
final class RefusedBatch extends AssertionError {
  private static final long serialVersionUID = 1L;

  RefusedBatch(String batch, EsscherException refusal) {
    super(
        String.format(
            Locale.ROOT,
            "the estimator refuses a generated batch of %s: %s%nTo do: if it is not defined for"
                + " such a batch, say so in minimumRows(), minimumGroupSize(), minimumTokens() or"
                + " vectorWidth(), or change the batch in adjust(…).",
            batch,
            refusal.getMessage()),
        refusal);
  }
}
