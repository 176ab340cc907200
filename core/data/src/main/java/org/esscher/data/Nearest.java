package org.esscher.data;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Says which names there are, and which of them was probably meant: that with the fewest edits. */
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

  /**
   * What there is in a file or a batch, where no command lists it, for the end of a message.
   *
   * @param names what there is, such as columns
   * @param asked what there is not
   * @return the names, of many the twenty nearest, and the nearest one when it differs by little
   */
  public static String among(Collection<String> names, String asked) {
    if (names.isEmpty()) {
      return "there are none";
    }
    List<String> near = names.stream().sorted(nearestFirst(asked)).toList();
    boolean meant = edits(asked, near.get(0)) <= Math.max(1, asked.length() / 3);
    String listed =
        names.size() <= LISTED
            ? String.join(", ", names)
            : String.join(", ", near.subList(0, LISTED))
                + " and "
                + (names.size() - LISTED)
                + " more";
    return "there are " + listed + (meant ? "; did you mean '" + near.get(0) + "'?" : "");
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
