package org.esscher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.esscher.api.Plugin;
import org.junit.jupiter.api.Test;

class MainTest {
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
}
