package org.esscher.spitests;

import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Says what was found where a rule does not hold. */
final class Findings {
  private Findings() {}

  /**
   * Requires something.
   *
   * @param holds whether it holds
   * @param found a format of what was found instead
   * @param args its arguments
   */
  static void require(boolean holds, String found, @Nullable Object... args) {
    if (!holds) {
      throw new AssertionError(String.format(Locale.ROOT, found, args));
    }
  }

  static void requireEqual(String what, double[] expected, double[] found) {
    require(
        Arrays.equals(expected, found),
        "%s were %s, and are %s",
        what,
        Arrays.toString(expected),
        Arrays.toString(found));
  }
}
