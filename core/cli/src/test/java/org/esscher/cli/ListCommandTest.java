package org.esscher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ListCommandTest {
  private static final String NAMES = "policy  uniform  ";

  @Test
  void summariesStandBesideTheirIds() {
    // 17 characters and 30 more are room enough.
    assertThat(ListCommand.lines(NAMES, "every action with the same probability", 47))
        .containsExactly(
            "policy  uniform  every action with the same", "                 probability");
  }

  @Test
  void onANarrowTerminalTheyStandBelow() {
    assertThat(ListCommand.lines(NAMES, "every action with the same probability", 30))
        .containsExactly("policy  uniform", "  every action with the same", "  probability");
  }
}
