package org.esscher.plugins.base.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Splits texts into words: longest runs of Unicode letters and digits, in lower case. */
public final class Words {
  private Words() {}

  /**
   * The words of a text.
   *
   * @param text any text
   * @return its words in order; none when it has neither letters nor digits
   */
  public static List<String> of(String text) {
    List<String> words = new ArrayList<>();
    int begin = -1;
    for (int at = 0; at < text.length(); ) {
      int point = text.codePointAt(at);
      if (Character.isLetterOrDigit(point)) {
        begin = begin < 0 ? at : begin;
      } else if (begin >= 0) {
        words.add(text.substring(begin, at).toLowerCase(Locale.ROOT));
        begin = -1;
      }
      at += Character.charCount(point);
    }
    if (begin >= 0) {
      words.add(text.substring(begin).toLowerCase(Locale.ROOT));
    }
    return words;
  }

  /**
   * Whether a word begins with a digit.
   *
   * @param word from {@link #of}
   * @return true for numbers
   */
  public static boolean isNumber(String word) {
    return Character.isDigit(word.codePointAt(0));
  }
}
