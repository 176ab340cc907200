package org.esscher.runtime.internal.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** 'Did you mean': the known name with the fewest edits. */
public final class Nearest {
  /** More names make a wall. */
  private static final int LISTED = 20;

  private static final int NEAREST = 5;

  private Nearest() {}

  /**
   * A hint for a message.
   *
   * @param name what was asked for
   * @param known what there is
   * @return {@code ; did you mean 'x'?} when something is near, else {@link #list}
   */
  public static String hint(String name, Collection<String> known) {
    if (known.isEmpty()) {
      return "; there are none";
    }
    return known.stream()
        .min(nearestFirst(name))
        .filter(other -> edits(name, other) <= Math.max(2, name.length() / 3))
        .map(other -> "; did you mean '" + other + "'?")
        .orElseGet(() -> list(name, known));
  }

  /**
   * What there is, for a message.
   *
   * @param name what was asked for
   * @param known what there is
   * @return all names, or of more than twenty the nearest and how many more
   */
  public static String list(String name, Collection<String> known) {
    List<String> all = known.stream().sorted().distinct().toList();
    if (all.size() <= LISTED) {
      return "; there are " + String.join(", ", all);
    }
    List<String> near = all.stream().sorted(nearestFirst(name)).limit(NEAREST).toList();
    return "; there are "
        + String.join(", ", near)
        + " and "
        + (all.size() - NEAREST)
        + " more ('esscher list' and 'esscher describe' name them)";
  }

  private static Comparator<String> nearestFirst(String name) {
    return Comparator.<String>comparingInt(other -> edits(name, other))
        .thenComparing(other -> other);
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
