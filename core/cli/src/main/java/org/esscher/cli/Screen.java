package org.esscher.cli;

import java.io.Console;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a person reads on. The launcher says in the environment variable {@code COLUMNS} how wide
 * the terminal is.
 */
final class Screen {
  /** With the command and the prompt, what the smallest of usual terminals shows. */
  private static final int LINES = 20;

  /** The least that picocli lays help out in; narrower terminals break lines by themselves. */
  private static final int NARROWEST = 55;

  private static final int UNKNOWN = Integer.MAX_VALUE;

  /** Columns that every line of an error may need beside what the message says. */
  private static final int PREFIX = "esscher: ".length();

  private Screen() {}

  /** Whether the command is used at a terminal, and its output is not for another program. */
  @SuppressWarnings("SystemConsoleNull") // where a console may be no terminal, it can be asked
  static boolean isTerminal() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return Boolean.TRUE.equals(Console.class.getMethod("isTerminal").invoke(console));
    } catch (ReflectiveOperationException e) {
      // Before Java 22 there is a console only on a terminal.
      return true;
    }
  }

  /**
   * Whether what goes to standard error is seen on a terminal: a bar may be drawn there. The
   * launcher says so in the property {@code esscher.stderr}.
   */
  static boolean isDrawnOn() {
    return isDrawnOn(System.getProperty("esscher.stderr"));
  }

  static boolean isDrawnOn(@Nullable String stated) {
    return stated == null ? isTerminal() : stated.equals("terminal");
  }

  /**
   * Columns that lines may take.
   *
   * @param most the most, and what they may take where there is no terminal
   */
  static int width(int most) {
    return isTerminal() ? Math.min(most, columns()) : most;
  }

  /** Columns that lines of an error may take. */
  static int errorWidth() {
    return isDrawnOn() ? columns() : UNKNOWN;
  }

  /** As much of an error as fits the screen, and how much more there is. */
  static String fitting(String message) {
    return fitting(message, columns());
  }

  static String fitting(String message, int columns) {
    List<String> lines = message.lines().toList();
    List<String> shown = new ArrayList<>();
    int left = LINES;
    for (String line : lines) {
      left -= 1 + (line.length() + PREFIX - 1) / columns;
      if (left < 0) {
        break;
      }
      shown.add(line);
    }
    int more = lines.size() - shown.size();
    if (more == 0) {
      return message;
    }
    if (shown.isEmpty()) {
      // Room for one line less than the screen has, since the last one says where the rest is.
      return lines.get(0).substring(0, (LINES - 1) * columns - PREFIX)
          + " …\n(set ESSCHER_DEBUG=1 to see all of it)";
    }
    return String.join("\n", shown)
        + "\nand "
        + more
        + " more lines (set ESSCHER_DEBUG=1 to see them)";
  }

  private static int columns() {
    return columns(System.getenv("COLUMNS"));
  }

  /** How wide the screen is; without bound where nobody says. */
  static int columns(@Nullable String stated) {
    return stated != null && stated.matches("[1-9][0-9]{0,4}")
        ? Math.max(NARROWEST, Integer.parseInt(stated))
        : UNKNOWN;
  }
}
