package org.esscher.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.esscher.api.EsscherException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

class ReportTest {
  @TempDir Path directory;

  private RunFixture sound(String name) {
    return RunFixture.in(directory, name)
        .metric("loss", 3, 2.5)
        .frontier("learned", 1, 0.5)
        .row("best items", "{\"item\":\"shoes\",\"share\":0.125}");
  }

  @Test
  void onePageShowsARunWhole() {
    Markup page = Markup.parse(Report.html(List.of(sound("a").directory())));

    assertThat(page.texts("h2"))
        .containsExactly(
            "The run",
            "Frontier",
            "Metrics at the end",
            "Learning curves",
            "frontier",
            "best items",
            "Configuration",
            "Data and versions");
    assertThat(page.section("The run")).contains("tilt", "7", "finished");
    assertThat(page.section("Metrics at the end")).contains("loss", "2.5");
    assertThat(page.section("best items")).contains("shoes", "0.125");
    assertThat(page.section("Configuration")).contains("recipe.beta", "0.5");
    assertThat(page.section("Data and versions")).contains("data.data.sha256", "ab12", "17.0.15");
  }

  @Test
  void nothingIsRunOrLoaded() {
    String text = Report.html(List.of(sound("a").directory()));

    for (Element element : Markup.parse(text).all()) {
      assertThat(element.getTagName()).isNotIn("script", "link", "img", "iframe", "object", "use");
      assertThat(element.hasAttribute("href")).isFalse();
      assertThat(element.hasAttribute("src")).isFalse();
    }
    assertThat(text).doesNotContain("http:", "https:", "url(", "@import");
  }

  @Test
  void whatDataAndPluginsSayIsShownNotRun() {
    RunFixture run =
        sound("a")
            .status("failed", "<script>alert(1)</script>")
            .metric("<b>&", 1, 2)
            .frontier("</svg><i>", 2, 1)
            .row("<table>", "{\"<td>\":\"'>]]><script>\"}");

    Markup page = Markup.parse(Report.html(List.of(run.directory())));

    assertThat(page.all("script")).isEmpty();
    assertThat(page.all("i")).isEmpty();
    assertThat(page.section("Warnings")).contains("<script>alert(1)</script>");
    assertThat(page.section("<table>")).contains("<td>", "'>]]><script>");
    assertThat(page.texts("figcaption")).contains("<b>&");
  }

  @Test
  void comparedRunsStandSideBySideWithTheirDifferencesMarked() {
    RunFixture b = sound("b");
    b.write("config.json", "{\"recipe\":{\"id\":\"tilt\",\"beta\":2},\"sources\":{},\"seed\":7}");

    Markup page = Markup.parse(Report.html(List.of(sound("a").directory(), b.directory())));

    assertThat(page.texts("h1")).containsExactly("Esscher: a, b");
    assertThat(page.styled("tr", "differ"))
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.getElementsByTagName("th").item(0).getTextContent())
                  .isEqualTo("recipe.beta");
              assertThat(row.getElementsByTagName("td").item(0).getTextContent()).isEqualTo("0.5");
              assertThat(row.getElementsByTagName("td").item(1).getTextContent()).isEqualTo("2");
            });
  }

  @Test
  void runsInDirectoriesOfOneNameAreToldByTheirPaths() {
    Path first = RunFixture.in(directory.resolve("x"), "run").directory();
    Path second = RunFixture.in(directory.resolve("y"), "run").directory();

    assertThat(Markup.parse(Report.html(List.of(first, second))).texts("th"))
        .contains(first.toString(), second.toString());
  }

  @Test
  void theSameRunsGiveTheSamePage() {
    List<Path> runs = List.of(sound("a").directory());

    assertThat(Report.html(runs)).isEqualTo(Report.html(runs));
  }

  @Test
  void aRunWithoutAFrontierSaysSo() {
    Path run = RunFixture.in(directory, "a").directory();

    assertThat(Markup.parse(Report.html(List.of(run))).section("Frontier"))
        .contains("No run recorded a point");
  }

  @Test
  void noRunIsNoReport() {
    assertThatThrownBy(() -> Report.html(List.of()))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("at least one run directory");
  }
}
