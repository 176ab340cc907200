package org.esscher.cli;

import java.util.ArrayList;
import java.util.List;

/** Sentences in lines of a width. */
final class Wrapped {
  private Wrapped() {}

  /**
   * Breaks a line that is too long between words, and leaves others as they are.
   *
   * @param line any
   * @param indent what the second line and those after it begin with
   * @param width the most characters of a line, unless a word is longer
   * @return the lines
   */
  static List<String> line(String line, String indent, int width) {
    int text = 0;
    while (text < line.length() && line.charAt(text) == ' ') {
      text++;
    }
    return line.length() <= width
        ? List.of(line)
        : lines(line.substring(text), line.substring(0, text), indent, width);
  }

  /**
   * Breaks a text between words.
   *
   * @param text words and spaces
   * @param first what the first line begins with
   * @param indent what the others begin with
   * @param width the most characters of a line, unless a word is longer
   * @return the lines
   */
  static List<String> lines(String text, String first, String indent, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder(first);
    boolean empty = true;
    for (String word : text.strip().split("\\s+", -1)) {
      if (!empty && line.length() + 1 + word.length() > width) {
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
