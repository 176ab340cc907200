package org.esscher.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The messages that the page of troubles shows are those that the code gives. */
class TroubleshootingTest {
  private static final Pattern MESSAGE = Pattern.compile("(?m)^\\| `([^`]+)` \\|");
  private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\\n]|\\\\.)*)\"");

  /** What a format, a concatenation or the page fills in. */
  private static final Pattern FILLED = Pattern.compile("%[-+#0-9.,]*[a-zA-Z%]|\\\\n");

  /** Letters in a row that are found in the code; fewer would be found anywhere. */
  private static final int PIECE = 8;

  @Test
  void everyMessageIsMadeOfTheCodesWords() throws IOException {
    String code = literals();
    List<String> messages = messages();
    assertThat(messages).hasSizeGreaterThan(20);
    assertThat(messages.stream().filter(message -> !madeOf(code, message))).isEmpty();
  }

  @Test
  void aMessageThatNoCodeGivesIsFound() {
    String code = "there is no |; did you mean ";
    assertThat(madeOf(code, "there is no policy 'a'; did you mean 'b'?")).isTrue();
    assertThat(madeOf(code, "there is no policy of this name")).isFalse();
  }

  private static List<String> messages() {
    return MESSAGE
        .matcher(Pages.text(Pages.ROOT.resolve("docs/troubleshooting.md")))
        .results()
        .map(found -> found.group(1))
        .toList();
  }

  /** Whether the message has no three words in a row that stand nowhere in the code. */
  private static boolean madeOf(String code, String message) {
    boolean[] said = new boolean[message.length()];
    for (int i = 0; i + PIECE <= said.length; i++) {
      if (code.contains(message.substring(i, i + PIECE))) {
        Arrays.fill(said, i, i + PIECE, true);
      }
    }
    StringBuilder rest = new StringBuilder();
    for (int i = 0; i < said.length; i++) {
      rest.append(said[i] ? '|' : message.charAt(i));
    }
    return !Pattern.compile("[a-z]{2,} [a-z]{2,} [a-z]{2,}").matcher(rest).find();
  }

  /** What the strings of all sources say, with bars where something is filled in. */
  private static String literals() throws IOException {
    StringBuilder literals = new StringBuilder();
    for (String module : List.of("api", "core", "plugins")) {
      try (Stream<Path> files = Files.walk(Pages.ROOT.resolve(module))) {
        for (Path file : files.filter(TroubleshootingTest::isSource).toList()) {
          // One string may be written as several; a quote may be a character of its own.
          String source =
              Files.readString(file).replaceAll("\"\\s*\\+\\s*\"", "").replace("'\"'", "");
          Matcher literal = LITERAL.matcher(source);
          while (literal.find()) {
            literals.append(FILLED.matcher(literal.group(1)).replaceAll("|")).append('|');
          }
        }
      }
    }
    return literals.toString();
  }

  private static boolean isSource(Path file) {
    String name = file.toString().replace('\\', '/');
    return name.endsWith(".java") && name.contains("/src/main/java/");
  }
}
