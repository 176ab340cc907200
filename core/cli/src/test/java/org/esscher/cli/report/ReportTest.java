package org.esscher.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
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
            "frontier (table)",
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
  void listsCanBeBrokenIntoLines() {
    RunFixture run = sound("a");
    run.write(
        "config.json",
        "{\"recipe\":{\"id\":\"tilt\",\"betas\":[10,0.3],\"names\":[\"a\",\"b\"]},\"seed\":7}");

    Markup page = Markup.parse(Report.html(List.of(run.directory())));

    assertThat(page.section("Configuration")).contains("[10, 0.3]", "[a, b]");
  }

  @Test
  void timesAreToldWithTheirShares() {
    RunFixture run =
        sound("a")
            .times(1, "{\"recipe\":0.5,\"train fit\":1.0}")
            .times(2, "{\"recipe\":0.5,\"train fit\":2.0}");

    Markup page = Markup.parse(Report.html(List.of(run.directory())));

    assertThat(page.section("Time"))
        .contains("train fit", "3.00 s, 75%", "recipe", "1.00 s, 25%", "all of it", "4.00 s");
  }

  @Test
  void nothingIsLoadedAndOnlyItsOwnScriptsRun() throws NoSuchAlgorithmException {
    Markup page = Markup.parse(Report.html(List.of(sound("a").directory())));

    for (Element element : page.all()) {
      assertThat(element.getTagName()).isNotIn("link", "img", "iframe", "object", "use");
      assertThat(element.getAttribute("href")).matches("|#s\\d+");
      assertThat(element.hasAttribute("src")).isFalse();
    }
    String policy =
        page.all("meta").stream()
            .map(meta -> meta.getAttribute("content"))
            .filter(content -> content.startsWith("default-src 'none';"))
            .findFirst()
            .orElseThrow();
    assertThat(policy).doesNotContain("unsafe-eval", "http").containsOnlyOnce("'unsafe-inline'");
    assertThat(programs(page)).hasSize(4);
    for (Element script : programs(page)) {
      // The browser digests what it reads, section marks of XML included.
      String text = "//<![CDATA[" + script.getTextContent().substring(2) + "]]>";
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      assertThat(policy).contains("'sha256-" + Base64.getEncoder().encodeToString(digest) + "'");
    }
  }

  private static List<Element> programs(Markup page) {
    return page.all("script").stream().filter(script -> !script.hasAttribute("type")).toList();
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

    assertThat(programs(page)).hasSize(4);
    assertThat(page.all("i")).isEmpty();
    assertThat(page.section("Warnings")).contains("<script>alert(1)</script>");
    assertThat(page.section("<table>")).contains("<td>", "'>]]><script>");
    assertThat(page.texts("figcaption")).contains("<b>&");
    assertThat(page.all("script").get(0).getTextContent()).contains("\\u003c/svg\\u003e");
  }

  @Test
  void chartsGoBesideThePageAsFiles() throws IOException {
    RunFixture run = sound("a").metric("Loss", 2, 1);

    Report.write(directory.resolve("page.html"), List.of(run.directory()), WorkListener.NONE);

    try (Stream<Path> files = Files.list(directory.resolve("page-charts"))) {
      assertThat(files)
          .extracting(file -> file.getFileName().toString())
          .contains("loss.svg", "loss-2.svg");
    }
    String svg = Files.readString(directory.resolve("page-charts/loss.svg"));
    assertThat(Markup.parse(svg).texts("text")).contains("loss", "step", "2.5");
    Path png = directory.resolve("page-charts/loss.png");
    // Java without fonts draws none, and says so in the log.
    assumeTrue(Files.exists(png), "this Java can't draw text");
    BufferedImage image = ImageIO.read(png.toFile());
    // 28 for the title, 360 for the plot, 20 for the one line of the legend, 14: at twice the size.
    assertThat(image.getWidth()).isEqualTo(1280);
    assertThat(image.getHeight()).isEqualTo(844);
    // The ground is white, the line has the first color, 0066b3.
    assertThat(image.getRGB(0, 0) & 0xffffff).isEqualTo(0xffffff);
    assertThat(
            IntStream.range(0, image.getWidth() * image.getHeight())
                .filter(i -> (image.getRGB(i % 1280, i / 1280) & 0xffffff) == 0x0066b3)
                .count())
        .isGreaterThan(1000);
  }

  /**
   * Of two runs, whose metrics have a little more than 3,000 lines and one: what was read is told
   * at the beginning, after each 1,000 lines and at the end of each of three files. Then the
   * charts.
   */
  @Test
  void whoWaitsIsToldOfBytesAndCharts() throws IOException {
    Path longRun = sound("a").metric("Loss", new double[3000]).directory();
    Path shortRun = RunFixture.in(directory, "b").metric("Loss", 1).directory();
    long bytes = 0;
    for (String file : List.of("a/metrics.jsonl", "a/tables.jsonl", "b/metrics.jsonl")) {
      bytes += Files.size(directory.resolve(file));
    }
    List<String> told = new ArrayList<>();
    List<Long> read = new ArrayList<>();

    List<RecordedRun> runs =
        Report.write(
            directory.resolve("page.html"),
            List.of(longRun, shortRun),
            (task, unit, done, all) -> {
              told.add(task + " " + done + " of " + all + " " + unit);
              if (task.equals("read")) {
                read.add(done);
              }
            });

    assertThat(runs).extracting(RecordedRun::name).containsExactly("a", "b");
    assertThat(read).hasSize(1 + 3 + 3).isSorted().startsWith(0L).endsWith(bytes);
    int charts;
    try (Stream<Path> files = Files.list(directory.resolve("page-charts"))) {
      charts = (int) files.filter(file -> file.toString().endsWith(".svg")).count();
    }
    assertThat(told).contains("read 0 of " + bytes + " bytes");
    assertThat(told)
        .endsWith(
            IntStream.rangeClosed(0, charts)
                .mapToObj(done -> "draw " + done + " of " + charts + " charts")
                .toArray(String[]::new));
  }

  @Test
  void chartsOfAnEarlierPageOfThatNameAreGone() throws IOException {
    Path page = directory.resolve("page.html");
    Path charts = directory.resolve("page-charts");
    Path run = RunFixture.in(directory, "b").metric("kl", 2, 1).directory();
    Report.write(page, List.of(sound("a").directory()), WorkListener.NONE);
    Files.writeString(charts.resolve("notes.txt"), "mine");

    Report.write(page, List.of(run), WorkListener.NONE);

    assertThat(charts.resolve("kl.svg")).exists();
    assertThat(charts.resolve("loss.svg")).doesNotExist();
    assertThat(charts.resolve("loss.png")).doesNotExist();
    assertThat(charts.resolve("notes.txt")).hasContent("mine");
    Report.write(page, List.of(RunFixture.in(directory, "c").directory()), WorkListener.NONE);
    assertThat(charts.resolve("kl.svg")).doesNotExist();
  }

  @Test
  void runsThatDifferInTheirSeedsAreSummedUp() {
    RunFixture b = sound("b").metric("kl", 1, 2);
    b.write("config.json", "{\"recipe\":{\"id\":\"tilt\",\"beta\":0.5},\"sources\":{},\"seed\":8}");
    RunFixture a = sound("a").metric("kl", 1, 4);

    Markup page = Markup.parse(Report.html(List.of(a.directory(), b.directory())));

    // 4 and 2: mean 3, standard deviation √2, of the mean 1.
    assertThat(page.section("Means over seeds")).contains("a … b (2 seeds)", "3 ± 1");
    assertThat(page.section("Learning curves")).contains("Bands span ±1 standard error.");
    assertThat(page.section("Frontier")).doesNotContain("standard error", "A line is");
  }

  @Test
  void whatBarsSpanIsSaidWhereThereAreSome() {
    RunFixture run =
        sound("a")
            .row("frontier", "{\"series\":\"exact\",\"divergence\":2,\"reward\":0.5}")
            .row(
                "calibration",
                "{\"predicted\":0.5,\"observed\":0.4,\"observed_standard_error\":0.1}");

    Markup page = Markup.parse(Report.html(List.of(run.directory())));

    assertThat(page.section("Calibration")).contains("Bars span ±1.96 standard errors.");
    assertThat(page.section("Frontier")).contains("A line is").doesNotContain("standard errors.");
    assertThat(page.section("Learning curves")).doesNotContain("standard error");
  }

  @Test
  void longTextsKeepTheirLines() {
    String text = "Human: what is a policy?".repeat(4);
    RunFixture run = sound("a").row("samples", "{\"before\":\"" + text + "\",\"after\":\"no\"}");

    Markup page = Markup.parse(Report.html(List.of(run.directory())));

    assertThat(page.styled("td", "sample"))
        .singleElement()
        .extracting(Element::getTextContent)
        .isEqualTo(text);
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
