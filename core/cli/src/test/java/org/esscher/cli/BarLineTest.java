package org.esscher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class BarLineTest {
  @Test
  void theBarHasWhatTheMessageLeaves() {
    // "run  50% " has 9 characters, the ends and the space 3, the message 18: 10 are left of 40.
    String message = "x".repeat(18);

    assertThat(BarLine.BLOCKS.of("run", 0.5, message, 40))
        .isEqualTo("run  50% │█████     │ " + message)
        .hasSize(40);
    assertThat(BarLine.ASCII.of("run", 0.5, message, 40))
        .isEqualTo("run  50% [=====     ] " + message);
  }

  @Test
  void aLongMessageLeavesFiveCharactersAndAShortOneThirty() {
    assertThat(BarLine.BLOCKS.of("run", 1, "x".repeat(100), 80))
        .isEqualTo("run 100% │█████│ " + "x".repeat(100));
    assertThat(BarLine.BLOCKS.of("run", 0, "x", 200))
        .isEqualTo("run   0% │" + " ".repeat(30) + "│ x" + " ".repeat(200 - 43));
  }

  @Test
  void partsOfACharacterAreEighths() {
    // 0.55 of 5 characters are 22 eighths: two whole ones and six.
    assertThat(BarLine.BLOCKS.of("run", 0.55, "x".repeat(100), 80)).startsWith("run  55% │██▊  │ ");
  }

  @Test
  void onlyTheColoredOneHasEscapes() {
    assertThat(BarLine.COLORED.of("run", 0, "x", 10)).contains("\u001b[33m", "\u001b[0m");
    assertThat(BarLine.BLOCKS.of("run", 0, "x", 10)).doesNotContain("\u001b");
    assertThat(BarLine.ASCII.of("run", 0, "x", 10)).matches("\\p{ASCII}*");
  }

  @Test
  void whatIsNotKnownHasNoBar() {
    assertThat(BarLine.COLORED.of("read", Double.NaN, "3 s", 12)).isEqualTo("read: 3 s   ");
  }

  @Test
  void colorIsForThoseWhoWantIt() {
    assertThat(BarLine.wanted("UTF-8", Map.of())).isEqualTo(BarLine.COLORED);
    assertThat(BarLine.wanted("UTF-8", Map.of("NO_COLOR", ""))).isEqualTo(BarLine.COLORED);
    assertThat(BarLine.wanted("UTF-8", Map.of("NO_COLOR", "1"))).isEqualTo(BarLine.BLOCKS);
    assertThat(BarLine.wanted("UTF-8", Map.of("TERM", "dumb"))).isEqualTo(BarLine.BLOCKS);
    assertThat(BarLine.wanted("ANSI_X3.4-1968", Map.of())).isEqualTo(BarLine.ASCII);
    assertThat(BarLine.wanted(null, Map.of())).isEqualTo(BarLine.ASCII);
  }
}
