package org.esscher.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MarkdownRendererTest {
  @TempDir Path sources;
  private TypeLinks types = TypeLinks.none();

  @BeforeEach
  void types() throws IOException {
    Files.writeString(
        sources.resolve("Loss.java"), "public sealed interface Loss permits Exact {}");
    Files.writeString(sources.resolve("Exact.java"), "record Exact() implements Loss {}");
    types = TypeLinks.of(Map.of("org.esscher.api", sources));
  }

  private Page render(String text) {
    return new MarkdownRenderer(types)
        .render(new MarkdownPage("docs/papers/one.md", text), UnaryOperator.identity());
  }

  @Test
  void headingsHaveAnchorsAndTheFirstIsTheTitle() {
    Page page = render("# The `one`\n\n## What it does\n");
    assertThat(page.title()).isEqualTo("The one");
    assertThat(page.path()).isEqualTo("papers/one.html");
    assertThat(page.body()).contains("<h2 id=\"what-it-does\">What it does</h2>");
  }

  @Test
  void aPageWithoutTitleIsRefused() {
    assertThatThrownBy(() -> render("text"))
        .hasMessage("docs/papers/one.md has no title: begin it with a line '# …'");
  }

  @Test
  void htmlInAPageIsText() {
    assertThat(render("# One\n\na <script>alert(1)</script> b\n").body())
        .contains("a &lt;script&gt;alert(1)&lt;/script&gt; b");
  }

  @Test
  void tablesOfFieldsAreKnownToTheStyles() {
    assertThat(render("# One\n\n| field | meaning |\n|---|---|\n| `a` | b |\n").body())
        .contains("<div class=\"wide\" tabindex=\"0\"><table class=\"fields\">");
    assertThat(render("# One\n\n| id | field |\n|---|---|\n| a | b |\n").body())
        .doesNotContain("fields");
  }

  @Test
  void tablesMoveWithinThePage() {
    assertThat(render("# One\n\n| a |\n|---|\n| b |\n").body())
        .contains("<div class=\"wide\" tabindex=\"0\"><table>")
        .contains("</table></div>");
  }

  @Test
  void publicTypesAreLinkedToTheirJavadoc() {
    assertThat(render("# One\n\n`Loss`, `Exact`, [`Loss`](x.html)\n").body())
        .contains(
            "<a href=\"../apidocs/org/esscher/api/Loss.html\"><code>Loss</code></a>, "
                + "<code>Exact</code>, <a href=\"x.html\"><code>Loss</code></a>");
  }

  @Test
  void longPagesListTheirSections() {
    String sections = "\n## A\n\n## B & C\n\n## D\n\n## E\n\n";
    assertThat(render("# One\n" + sections).body()).doesNotContain("<details");
    assertThat(render("# One\n" + sections + "word ".repeat(2000)).body())
        .contains("<details class=\"contents\">")
        .contains("<li><a href=\"#b--c\">B &amp; C</a></li>");
  }
}
