package org.esscher.plugins.base.reward;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The number that a worked solution ends with. Where it has a mark, {@code ####} or a line that
 * begins with {@code A:}, it is the first word behind the last mark, and there is none when that
 * word is no number; without a mark it is the last number of the text.
 */
final class FinalNumber {
  private static final String DIGITS = "(?:\\d[\\d,]*(?:\\.\\d+)?|\\.\\d+)";
  private static final Pattern MARK = Pattern.compile("####|^[ \\t]*A:", Pattern.MULTILINE);

  /** The first word; dots and the like behind it belong to the sentence. */
  private static final Pattern MARKED =
      Pattern.compile("\\s*([-−]?)\\$?\\s*(" + DIGITS + ")[.,;:!?%]*(?:\\s.*)?", Pattern.DOTALL);

  /** A minus behind a digit, letter or bracket subtracts. */
  private static final Pattern ANYWHERE =
      Pattern.compile("((?:(?<![\\p{L}\\p{N})>])[-−])?)\\$?(" + DIGITS + ")");

  private FinalNumber() {}

  /**
   * The final number of a text.
   *
   * @param text a solution, or an answer alone
   * @return the number, or empty when it has none
   */
  static Optional<BigDecimal> of(String text) {
    int marked = -1;
    Matcher mark = MARK.matcher(text);
    while (mark.find()) {
      marked = mark.end();
    }
    if (marked >= 0) {
      Matcher number = MARKED.matcher(text.substring(marked));
      return number.matches() ? Optional.of(value(number)) : Optional.empty();
    }
    Optional<BigDecimal> last = Optional.empty();
    Matcher number = ANYWHERE.matcher(text);
    while (number.find()) {
      last = Optional.of(value(number));
    }
    return last;
  }

  private static BigDecimal value(Matcher number) {
    BigDecimal size = new BigDecimal(number.group(2).replace(",", ""));
    return number.group(1).isEmpty() ? size : size.negate();
  }
}
