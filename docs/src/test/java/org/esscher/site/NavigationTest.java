package org.esscher.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NavigationTest {
  private final Navigation navigation =
      Navigation.of(
              new MarkdownPage(
                  "docs/index.md",
                  """
                  # Pages

                  ## Begin

                  - [Quickstart](quickstart.md): ten minutes.
                  - The papers: [one](papers/one.md).
                  """))
          .section("Reference", List.of(new Navigation.Entry("Javadoc", "apidocs/index.html")));

  @Test
  void itemsThatBeginWithALinkAreEntries() {
    assertThat(navigation.html(new Page("papers/one.html", "one", "")))
        .contains("<h2>Begin</h2>", "<a href=\"../quickstart.html\">Quickstart</a>")
        .contains("<h2>Reference</h2>", "<a href=\"../apidocs/index.html\">Javadoc</a>")
        .doesNotContain("papers/one");
  }

  @Test
  void thePageThatOneIsOnIsMarked() {
    assertThat(navigation.html(new Page("quickstart.html", "Quickstart", "")))
        .contains("<a href=\"quickstart.html\" aria-current=\"page\">Quickstart</a>");
  }
}
