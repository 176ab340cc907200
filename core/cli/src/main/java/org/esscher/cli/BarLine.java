package org.esscher.cli;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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

  /** Color only where it is wanted (no-color.org), and signs that the terminal has. */
  static BarLine wanted() {
    return wanted(System.getProperty("sun.jnu.encoding"), System.getenv());
  }

  static BarLine wanted(@Nullable String encoding, Map<String, String> environment) {
    if (!"UTF-8".equalsIgnoreCase(encoding)) {
      return ASCII;
    }
    boolean plain =
        !environment.getOrDefault("NO_COLOR", "").isEmpty()
            || environment.getOrDefault("TERM", "").equals("dumb");
    return plain ? BLOCKS : COLORED;
  }

  /**
   * Writes the line, with spaces up to the width, which cover what stood there. The bar has what
   * the message leaves of it, at least five characters.
   *
   * @param task what is done, in a word or two
   * @param fraction the part that is done, within [0, 1]; NaN where it isn't known, which has no
   *     bar
   * @param message what follows the bar
   * @param width characters that the line should have at most
   * @return the line, perhaps longer
   */
  String of(String task, double fraction, String message, int width) {
    if (Double.isNaN(fraction)) {
      return filled(task + ": " + message, task.length() + 2 + message.length(), width);
    }
    String percent = String.format(Locale.ROOT, "%s %3d%% ", task, (int) (100 * fraction));
    int room = width - percent.length() - message.length() - "││ ".length();
    int length = Math.max(SHORTEST, Math.min(LONGEST, room));
    String bar = bar(fraction, length);
    String line =
        percent
            + switch (this) {
              case ASCII -> "[" + bar + "] ";
              case BLOCKS -> "│" + bar + "│ ";
              case COLORED -> "\u001b[33m│" + bar + "│\u001b[0m ";
            }
            + message;
    return filled(line, percent.length() + length + "││ ".length() + message.length(), width);
  }

  private static String filled(String line, int shown, int width) {
    return line + " ".repeat(Math.max(0, width - shown));
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
