package org.esscher.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;

/** What a command prints, beside what a page says that it prints. */
final class Printed {
  private Printed() {}

  /**
   * Requires the same words, and the same numbers up to the last digits, which depend on the
   * processor's exponential function.
   */
  static void requireSame(String expected, String printed) {
    List<String> wanted = words(expected);
    List<String> found = words(printed);
    assertThat(found).as(printed).hasSameSizeAs(wanted);
    for (int i = 0; i < wanted.size(); i++) {
      if (wanted.get(i).matches("-?\\d+\\.\\d+(E-?\\d+)?,?")) {
        double value = number(wanted.get(i));
        assertThat(number(found.get(i)))
            .as(printed)
            .isCloseTo(value, within(1e-12 * Math.max(1, Math.abs(value))));
      } else {
        assertThat(found.get(i)).as(printed).isEqualTo(wanted.get(i));
      }
    }
  }

  private static double number(String word) {
    return Double.parseDouble(word.replace(",", ""));
  }

  private static List<String> words(String text) {
    return List.of(text.strip().split("\\s+"));
  }
}
