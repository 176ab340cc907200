package org.esscher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a terminal of 20 columns shows. */
class StandardErrorTest {
  private static final String BAR = "run  50% [==  ] 9 s ";

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final StandardError standard = new StandardError(bytes, 20);
  private final PrintStream printed = standard.printed();

  /** A carriage return begins the line anew, over what stands there; colors take no room. */
  private List<String> shown() {
    List<StringBuilder> lines = new ArrayList<>(List.of(new StringBuilder()));
    int column = 0;
    String plain = bytes.toString(StandardCharsets.UTF_8).replaceAll("\u001b\\[\\d*m", "");
    for (int i = 0; i < plain.length(); i++) {
      char character = plain.charAt(i);
      StringBuilder line = lines.get(lines.size() - 1);
      if (character == '\r') {
        column = 0;
      } else if (character == '\n') {
        lines.add(new StringBuilder());
        column = 0;
      } else if (column < line.length()) {
        line.setCharAt(column++, character);
      } else {
        line.append(character);
        column++;
      }
    }
    return lines.stream().map(line -> line.toString().stripTrailing()).toList();
  }

  @Test
  void aLineComesAboveTheBar() {
    standard.draw(BAR);
    printed.println("WARN low");
    assertThat(shown()).containsExactly("WARN low", BAR.strip());
    standard.draw(BAR.replace("50", "60"));
    printed.println("WARN high");
    assertThat(shown()).containsExactly("WARN low", "WARN high", "run  60% [==  ] 9 s");
    standard.keep();
    printed.println("done");
    assertThat(shown()).containsExactly("WARN low", "WARN high", "run  60% [==  ] 9 s", "done", "");
  }

  /** The bar waits until the line is whole. */
  @Test
  void aLineInPartsStaysWhole() {
    standard.draw(BAR);
    printed.print("one");
    printed.flush();
    standard.draw(BAR);
    printed.print(", two");
    printed.flush();
    assertThat(shown()).containsExactly("one, two");
    printed.println();
    assertThat(shown()).containsExactly("one, two", BAR.strip());
  }

  @Test
  void withoutABarBytesPassAsTheyAre() {
    printed.print("a\nb");
    printed.flush();
    standard.draw(BAR);
    standard.erase();
    printed.println("c");
    assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo("a\nbc\n");
  }

  @Test
  void anErasedBarLeavesNothing() {
    standard.draw(BAR);
    standard.erase();
    printed.println("done");
    assertThat(shown()).containsExactly("done", "");
  }

  /** A meter's bar, and what a library logs meanwhile. */
  @Test
  void aMeterDrawsHere() {
    long[] now = {0};
    StandardError wide = new StandardError(bytes, 60);
    PrintWriter lines = new PrintWriter(wide.printed(), true, StandardCharsets.UTF_8);
    try (Meter meter = new Meter(lines, wide, false, "read", "rows", () -> now[0])) {
      now[0] = 4_000_000_000L;
      meter.read(100, 0.5);
      lines.println("WARN slow");
    }
    assertThat(shown()).hasSize(3);
    assertThat(shown().get(0)).isEqualTo("WARN slow");
    assertThat(shown().get(1)).startsWith("read  50% ").endsWith("4 s left, 25 rows/s");
  }
}
