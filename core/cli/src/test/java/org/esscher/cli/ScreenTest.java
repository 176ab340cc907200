package org.esscher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScreenTest {
  private static final int WIDE = Integer.MAX_VALUE;

  private static String lines(int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(line -> "line " + line)
        .collect(Collectors.joining("\n"));
  }

  @Test
  void messagesThatFitAScreenStayWhole() {
    assertThat(Screen.fitting(lines(20), WIDE)).isEqualTo(lines(20));
    assertThat(Screen.fitting(lines(20), 80)).isEqualTo(lines(20));
  }

  @Test
  void longerOnesEndWithHowMuchMoreThereIs() {
    assertThat(Screen.fitting(lines(23), WIDE))
        .isEqualTo(lines(20) + "\nand 3 more lines (set ESSCHER_DEBUG=1 to see them)");
  }

  @Test
  void aLineThatTheTerminalBreaksCountsAsSeveral() {
    // Behind "esscher: " 72 characters need a second row of 80 columns; 71 fill the first one.
    String two = "x".repeat(72) + "\n";

    assertThat(Screen.fitting(two.repeat(10), 80)).isEqualTo(two.repeat(10));
    assertThat(Screen.fitting(two.repeat(12), 80))
        .isEqualTo(two.repeat(10) + "and 2 more lines (set ESSCHER_DEBUG=1 to see them)");
    assertThat(Screen.fitting(("x".repeat(71) + "\n").repeat(20), 80)).doesNotContain("more");
  }

  @Test
  void oneLineThatFillsMoreThanAScreenIsCut() {
    // 19 rows of 80 columns, less the nine of "esscher: ".
    assertThat(Screen.fitting("x".repeat(2000), 80))
        .isEqualTo("x".repeat(19 * 80 - 9) + " …\n(set ESSCHER_DEBUG=1 to see all of it)");
    assertThat(Screen.fitting("x".repeat(2000), WIDE)).hasSize(2000);
  }

  @Test
  void theWidthIsWhatTheLauncherSays() {
    assertThat(Screen.columns("132")).isEqualTo(132);
    assertThat(Screen.columns("7")).as("narrower than what can be laid out").isEqualTo(55);
    assertThat(Screen.columns("wide")).isEqualTo(WIDE);
    assertThat(Screen.columns("0")).isEqualTo(WIDE);
    assertThat(Screen.columns(null)).isEqualTo(WIDE);
  }

  @Test
  void withoutATerminalLinesAreAsLongAsTheyMayBe() {
    // Tests run without one.
    assertThat(Screen.width(100)).isEqualTo(100);
  }

  @Test
  void whatTheLauncherSaysOfStandardErrorCounts() {
    assertThat(Screen.isDrawnOn("terminal")).isTrue();
    assertThat(Screen.isDrawnOn("elsewhere")).isFalse();
    // Tests run without a terminal.
    assertThat(Screen.isDrawnOn(null)).isFalse();
  }
}
