package org.esscher.cli;

import java.util.Locale;

/** A line with a bar: how much is done, and what there is to say of it. */
enum BarLine {
  /** For terminals without Unicode. */
  ASCII,

  /** In blocks, without color. */
  BLOCKS,

  /** In blocks, in color. */
  COLORED;

  private static final String EIGHTHS = "▏▎▍▌▋▊▉";
  private static final int SHORTEST = 5;
  private static final int LONGEST = 30;

  /**
   * Writes the line. The bar has what the message leaves of the width, at least five characters.
   *
   * @param task what is done, in a word
   * @param fraction the part that is done, within [0, 1]
   * @param message what follows the bar
   * @param width characters that the line should have at most
   * @return the line, perhaps longer
   */
  String of(String task, double fraction, String message, int width) {
    String percent = String.format(Locale.ROOT, "%s %3d%% ", task, (int) (100 * fraction));
    int room = width - percent.length() - message.length() - "││ ".length();
    String bar = bar(fraction, Math.max(SHORTEST, Math.min(LONGEST, room)));
    return percent
        + switch (this) {
          case ASCII -> "[" + bar + "] ";
          case BLOCKS -> "│" + bar + "│ ";
          case COLORED -> "\u001b[33m│" + bar + "│\u001b[0m ";
        }
        + message;
  }

  private String bar(double fraction, int length) {
    int eighths = (int) (8 * length * fraction);
    int whole = eighths / 8;
    String bar =
        this == ASCII
            ? "=".repeat(whole)
            : "█".repeat(whole)
                + (eighths % 8 == 0 ? "" : EIGHTHS.substring(eighths % 8 - 1, eighths % 8));
    return bar + " ".repeat(length - bar.length());
  }
}
