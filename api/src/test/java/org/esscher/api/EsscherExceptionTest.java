package org.esscher.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EsscherExceptionTest {
  @Test
  void messages_are_filled_without_the_machines_locale() {
    assertThat(EsscherException.data("row %d: %.1f", 1234, 2.5)).hasMessage("row 1234: 2.5");
    assertThat(EsscherException.data("x").code()).isEqualTo(ErrorCode.DATA);
    assertThat(EsscherException.user("x").code()).isEqualTo(ErrorCode.USER);
    assertThat(EsscherException.plugin("x").code()).isEqualTo(ErrorCode.PLUGIN);
  }

  @Test
  void a_message_without_arguments_is_taken_as_it_is() {
    assertThat(EsscherException.user("100% of 5%d")).hasMessage("100% of 5%d");
  }
}
