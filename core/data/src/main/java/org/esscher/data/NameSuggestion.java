package org.esscher.data;

import java.util.Collection;
import java.util.Comparator;

/** Says which names there are, and which of them was probably meant. */
final class NameSuggestion {
  private NameSuggestion() {}

  /** The available names, and the nearest one when it differs by little. */
  static String among(Collection<String> names, String asked) {
    String nearest =
        names.stream()
            .min(Comparator.comparingInt(name -> distance(asked, name)))
            .filter(name -> distance(asked, name) <= Math.max(1, asked.length() / 3))
            .map(name -> "; did you mean '" + name + "'?")
            .orElse("");
    return "there are " + String.join(", ", names) + nearest;
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
