package org.esscher.spitests;

import java.util.function.Supplier;
import org.esscher.api.EsscherException;
import org.junit.jupiter.api.Assumptions;

/** Tells batches that an estimator refuses on purpose from those that it breaks on. */
final class Refusals {
  private Refusals() {}

  /**
   * Does work, and gives up the rule where the estimator states that the batch is not for it.
   *
   * @param <T> what comes out
   * @param work an estimate of a batch that the kit has changed
   * @return what came out
   */
  static <T> T unlessStated(Supplier<T> work) {
    try {
      return work.get();
    } catch (EsscherException refused) {
      String message = String.valueOf(refused.getMessage());
      // The host's own words for a NaN and for an infinite derivative.
      if (message.contains("not a number") || message.contains("no finite derivative")) {
        throw refused;
      }
      return Assumptions.abort("such batches are refused: " + message);
    }
  }
}
