package org.esscher.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinkCheckTest {
  @TempDir Path site;

  @BeforeEach
  void write() throws IOException {
    Files.createDirectory(site.resolve("papers"));
    Files.writeString(site.resolve("papers/one.html"), "<h2 id=\"limits\">Limits</h2>");
  }

  private Iterable<String> dead(String body) throws IOException {
    Files.writeString(site.resolve("index.html"), body);
    return new LinkCheck(site).dead("index.html");
  }

  @Test
  void whatIsThereIsNotDead() throws IOException {
    assertThat(
            dead(
                "<h2 id=\"here\"></h2><a href=\"papers/one.html\"></a>"
                    + "<a href=\"papers/one.html#limits\"></a><a href=\"#here\"></a>"
                    + "<a href=\"https://example.org/absent#x\"></a>"))
        .isEmpty();
  }

  @Test
  void missingPagesAndPicturesAreDead() throws IOException {
    assertThat(dead("<a href=\"papers/two.html\"></a><img src=\"tilt.svg\">"))
        .containsExactly(
            "index.html links to papers/two.html, which is not in the site",
            "index.html links to tilt.svg, which is not in the site");
  }

  @Test
  void missingAnchorsAreDead() throws IOException {
    assertThat(dead("<a href=\"papers/one.html#limit\"></a><a href=\"#there\"></a>"))
        .containsExactly(
            "index.html links to papers/one.html#limit, but that page has no such anchor",
            "index.html links to #there, but that page has no such anchor");
  }

  @Test
  void whatLiesOutsideIsDead() throws IOException {
    assertThat(dead("<a href=\"../pom.xml\"></a>")).hasSize(1);
  }
}
