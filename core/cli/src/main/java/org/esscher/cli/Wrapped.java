package org.esscher.cli;

import java.util.ArrayList;
import java.util.List;

/** Sentences in lines of a terminal's width. */
final class Wrapped {
  private static final int WIDTH = 100;

  private Wrapped() {}

  /**
   * Breaks a text between words.
   *
   * @param text words and spaces
   * @param first what the first line begins with
   * @param indent what the others begin with
   * @return lines of up to 100 characters, unless a word is longer
   */
  static List<String> lines(String text, String first, String indent) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder(first);
    boolean empty = true;
    for (String word : text.strip().split("\\s+", -1)) {
      if (!empty && line.length() + 1 + word.length() > WIDTH) {
        lines.add(line.toString());
        line = new StringBuilder(indent);
        empty = true;
      }
      line.append(empty ? "" : " ").append(word);
      empty = false;
    }
    lines.add(line.toString());
    return lines;
  }
}
