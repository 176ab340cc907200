package org.esscher.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HtmlTest {
  @Test
  void textAndAttributesAreEscaped() {
    String markup = new Html().element("b", "<i>&'\"", "title", "\"><script>").toString();

    assertThat(markup)
        .isEqualTo("<b title=\"&quot;&gt;&lt;script&gt;\">&lt;i&gt;&amp;&#39;&quot;</b>\n");
  }

  @Test
  void charactersThatNoPageCanHoldAreReplaced() {
    assertThat(new Html().text("a\u0000b\u001Bc\uFFFFd\ne").toString())
        .isEqualTo("a\uFFFDb\uFFFDc\uFFFDd\ne");
  }

  @Test
  void charactersBeyondTheBasicPlaneStayWhole() {
    assertThat(new Html().text("π 🛒").toString()).isEqualTo("π 🛒");
  }

  @Test
  void halvesOfSuchCharactersAreReplaced() {
    assertThat(new Html().text("x\uD83Dy\uDED2").toString()).isEqualTo("x\uFFFDy\uFFFD");
  }
}
