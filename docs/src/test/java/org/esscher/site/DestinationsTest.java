package org.esscher.site;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DestinationsTest {
  private final Destinations paper = new Destinations("docs/papers/f-dpo.md");

  @Test
  void pagesLieBesideOneAnotherInTheSite() {
    assertThat(paper.relative("hypo.md")).isEqualTo("hypo.html");
    assertThat(paper.relative("../data.md#columns")).isEqualTo("../data.html#columns");
    assertThat(new Destinations("docs/index.md").relative("adr/README.md"))
        .isEqualTo("adr/index.html");
  }

  @Test
  void pagesAtTheRootOfTheCheckoutMoveIntoTheSite() {
    assertThat(paper.relative("../../CHANGELOG.md")).isEqualTo("../changelog.html");
    assertThat(new Destinations("README.md").relative("docs/data.md")).isEqualTo("data.html");
  }

  @Test
  void sourcesAreShownAsPages() {
    assertThat(paper.relative("../examples/ranking-service"))
        .isEqualTo("../source/docs/examples/ranking-service.html");
    assertThat(new Destinations("README.md").relative("LICENSE")).isEqualTo("source/LICENSE.html");
  }

  @Test
  void picturesStayWhatTheyAre() {
    assertThat(new Destinations("docs/concepts.md").relative("concepts.svg"))
        .isEqualTo("concepts.svg");
  }

  @Test
  void anchorsAndOtherSitesStayWhatTheyAre() {
    assertThat(paper.relative("#limits")).isEqualTo("#limits");
    assertThat(paper.relative("https://vega.github.io/vega/"))
        .isEqualTo("https://vega.github.io/vega/");
  }
}
