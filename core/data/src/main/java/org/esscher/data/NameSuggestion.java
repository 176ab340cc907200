package org.esscher.data;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Says which names there are, and which of them was probably meant. */
public final class NameSuggestion {
  /** More names make a wall. */
  private static final int LISTED = 20;

  private NameSuggestion() {}

  /**
   * For the end of a message.
   *
   * @param names what there is, such as columns
   * @param asked what there is not
   * @return the names, of many the twenty nearest, and the nearest one when it differs by little
   */
  public static String among(Collection<String> names, String asked) {
    if (names.isEmpty()) {
      return "there are none";
    }
    List<String> nearest =
        names.stream().sorted(Comparator.comparingInt(name -> distance(asked, name))).toList();
    String first = nearest.get(0);
    boolean meant = distance(asked, first) <= Math.max(1, asked.length() / 3);
    String listed =
        names.size() <= LISTED
            ? String.join(", ", names)
            : String.join(", ", nearest.subList(0, LISTED))
                + " and "
                + (names.size() - LISTED)
                + " more";
    return "there are " + listed + (meant ? "; did you mean '" + first + "'?" : "");
  }

  /** Insertions, deletions and substitutions that turn one name into the other. */
  private static int distance(String a, String b) {
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] current = new int[b.length() + 1];
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substitution = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(substitution, 1 + Math.min(previous[j], current[j - 1]));
      }
      previous = current;
    }
    return previous[b.length()];
  }
}
