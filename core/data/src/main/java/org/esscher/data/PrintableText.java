package org.esscher.data;

import java.util.Locale;

/**
 * Text as a terminal or a log may show it: what data sets, files and plugins name may hold escape
 * sequences that move the cursor, line ends that look like lines of somebody else, and marks that
 * turn the direction of reading round.
 */
public final class PrintableText {
  private PrintableText() {}

  /**
   * The text with its control characters written out, as {@code \}{@code u001b}; tabs stay.
   *
   * @param text any text
   * @return one line
   */
  public static String line(String text) {
    return written(text, false);
  }

  /**
   * The text in which line ends stay too.
   *
   * @param text any text
   * @return lines
   */
  public static String lines(String text) {
    return written(text, true);
  }

  private static String written(String text, boolean lineEnds) {
    if (text.chars().noneMatch(each -> isHidden(each, lineEnds))) {
      return text;
    }
    StringBuilder shown = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char each = text.charAt(i);
      if (isHidden(each, lineEnds)) {
        shown.append(String.format(Locale.ROOT, "\\u%04x", (int) each));
      } else {
        shown.append(each);
      }
    }
    return shown.toString();
  }

  private static boolean isHidden(int character, boolean lineEnds) {
    if (character == '\t' || (character == '\n' && lineEnds)) {
      return false;
    }
    return Character.isISOControl(character)
        || character == '\u2028'
        || character == '\u2029'
        || (character >= '\u202a' && character <= '\u202e')
        || (character >= '\u2066' && character <= '\u2069');
  }
}
