package org.esscher.runtime.internal.config;

import java.util.Collection;
import java.util.Comparator;

/** 'Did you mean': the known name with the fewest edits. */
public final class Nearest {
  private Nearest() {}

  /**
   * A hint for a message.
   *
   * @param name what was asked for
   * @param known what there is
   * @return {@code ; did you mean 'x'?} when something is near, else what there is
   */
  public static String hint(String name, Collection<String> known) {
    if (known.isEmpty()) {
      return "; there are none";
    }
    return known.stream()
        .min(
            Comparator.<String>comparingInt(other -> edits(name, other))
                .thenComparing(other -> other))
        .filter(other -> edits(name, other) <= Math.max(2, name.length() / 3))
        .map(other -> "; did you mean '" + other + "'?")
        .orElseGet(
            () -> "; there are " + String.join(", ", known.stream().sorted().distinct().toList()));
  }

  /** Levenshtein distance. */
  private static int edits(String left, String right) {
    int[] row = new int[right.length() + 1];
    for (int j = 0; j <= right.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= left.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= right.length(); j++) {
        int replaced = diagonal + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[right.length()];
  }
}
