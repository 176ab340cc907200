package org.esscher.plugins.genarm;

import org.esscher.api.EsscherException;
import org.esscher.api.ModelProvider;

/**
 * A policy that guides another, and how much.
 *
 * @param policy the expert π_i, such as an autoregressive reward
 * @param alpha its exponent α_i = 1/β_i; 0 leaves it out
 */
public record Expert(ModelProvider policy, double alpha) {
  /**
   * Checks.
   *
   * @param policy as for the record
   * @param alpha as for the record
   */
  public Expert {
    if (!Double.isFinite(alpha)) {
      throw EsscherException.user("an expert's alpha is a finite number, got %s", alpha);
    }
  }
}
