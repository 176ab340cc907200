package org.esscher.plugins.correlatedproxies;

import java.util.Locale;

/**
 * What one policy of the recipe is trained under.
 *
 * @param series the group of policies that it is compared in
 * @param type the penalty
 * @param coef λ in standard deviations of the proxy under the base policy; 0 for no penalty
 */
record Regime(String series, PenaltyType type, double coef) {
  /** A penalty's name on the command line. */
  static String word(PenaltyType type) {
    return type.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Names the policy: a version's name too. */
  String label() {
    return coef == 0 ? series : String.format(Locale.ROOT, "%s-%.3g", series, coef);
  }
}
