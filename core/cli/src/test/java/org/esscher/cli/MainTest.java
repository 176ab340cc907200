package org.esscher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.esscher.api.Plugin;
import org.junit.jupiter.api.Test;

class MainTest {
  private static String lines(int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(line -> "line " + line)
        .collect(Collectors.joining("\n"));
  }

  @Test
  void itsVersionIsThatOfTheBuildAndOfTheSpi() {
    Invocation asked = Invocation.of("--version");
    assertThat(asked.code()).isZero();
    assertThat(asked.out())
        .matches(
            "esscher \\d+\\.\\d+\\.\\d+(-SNAPSHOT)? \\(SPI "
                + Pattern.quote(Plugin.API_VERSION)
                + "\\)\\R");
  }

  @Test
  void messagesThatFitAScreenStayWhole() {
    assertThat(Main.screen(lines(20))).isEqualTo(lines(20));
  }

  @Test
  void longerOnesEndWithHowMuchMoreThereIs() {
    assertThat(Main.screen(lines(23)))
        .isEqualTo(lines(20) + "\nand 3 more lines (set ESSCHER_DEBUG=1 to see them)");
  }
}
