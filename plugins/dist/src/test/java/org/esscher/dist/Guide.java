package org.esscher.dist;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page that a reader follows: what it has them type, in order. A block of {@code sh} is run; a
 * block of {@code text} is what that prints; a block of {@code java} or {@code json} below a
 * paragraph that ends in the name of a file is that file's content; a block of {@code java} without
 * one is shown, as part of a file that exists. Blocks without a language are not looked at.
 *
 * @param steps in the page's order
 */
record Guide(List<Step> steps) {
  private static final Pattern NAMED = Pattern.compile("`([^`]+\\.(?:java|json))`:$");

  /** Something that a reader does. */
  sealed interface Step {}

  /** Commands to run in a shell. */
  record Commands(String script) implements Step {}

  /** What the commands before it print. */
  record Output(String text) implements Step {}

  /** A file to save, relative to the directory that the reader is in. */
  record Saved(Path file, String content) implements Step {}

  /** A part of some file. */
  record Shown(String content) implements Step {}

  static Guide of(String page) {
    List<Step> steps = new ArrayList<>();
    StringBuilder paragraph = new StringBuilder();
    List<String> lines = page.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.startsWith("```")) {
        StringBuilder block = new StringBuilder();
        for (i++; !lines.get(i).equals("```"); i++) {
          block.append(lines.get(i)).append('\n');
        }
        add(line.substring(3), block.toString(), paragraph.toString().strip(), steps);
        paragraph.setLength(0);
      } else if (!line.isBlank()) {
        paragraph.append(line).append(' ');
      }
    }
    return new Guide(steps);
  }

  private static void add(String language, String block, String before, List<Step> steps) {
    Matcher file = NAMED.matcher(before);
    switch (language) {
      case "" -> {}
      case "sh" -> steps.add(new Commands(block));
      case "text" -> steps.add(new Output(block));
      case "java", "json" ->
          steps.add(file.find() ? new Saved(Path.of(file.group(1)), block) : new Shown(block));
      default -> throw new AssertionError("a block of " + language + " means nothing here");
    }
  }
}
