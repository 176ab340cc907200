package org.esscher.data;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrintableTextTest {
  @Test
  void escapeSequencesAreWrittenOut() {
    assertThat(PrintableText.line("\u001b[2J\u009b31mred\u0007"))
        .isEqualTo("\\u001b[2J\\u009b31mred\\u0007");
  }

  @Test
  void aLineStaysOne() {
    assertThat(PrintableText.line("a\r\nb\u2028c\td")).isEqualTo("a\\u000d\\u000ab\\u2028c\td");
    assertThat(PrintableText.lines("a\r\nb")).isEqualTo("a\\u000d\nb");
  }

  @Test
  void marksOfDirectionAreWrittenOut() {
    assertThat(PrintableText.line("a\u202eb\u2066c")).isEqualTo("a\\u202eb\\u2066c");
  }

  @Test
  void otherTextStays() {
    assertThat(PrintableText.line("é 你好 \ud83d\ude00 <b>")).isEqualTo("é 你好 \ud83d\ude00 <b>");
  }
}
