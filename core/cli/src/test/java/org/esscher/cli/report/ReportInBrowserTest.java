package org.esscher.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page as a browser shows it: its scripts run, under its own policy, and draw. */
@Tag("slow")
class ReportInBrowserTest {
  @TempDir Path directory;

  private Path page() {
    List<Path> runs = new ArrayList<>();
    for (int seed = 1; seed <= 2; seed++) {
      RunFixture run =
          RunFixture.in(directory, "<b>&" + seed)
              .metric("loss", 3, 2.5 + seed, 1)
              .times(2, "{\"train fit\":3.0,\"recipe\":1.0}")
              .frontier("learned", seed, 0.5)
              .row("frontier", "{\"series\":\"exact\",\"divergence\":0,\"reward\":0}")
              .row("frontier", "{\"series\":\"exact\",\"divergence\":2,\"reward\":1}")
              .row(
                  "calibration",
                  "{\"predicted\":0.5,\"observed\":0.4,\"observed_standard_error\":0.1,\"rows\":9}");
      run.write(
          "config.json", "{\"recipe\":{\"id\":\"tilt\"},\"sources\":{},\"seed\":" + seed + "}");
      runs.add(run.directory());
    }
    Path page = directory.resolve("page.html");
    Report.write(page, runs, WorkListener.NONE);
    return page;
  }

  private static int count(String text, String pattern) {
    return (int) Pattern.compile(pattern).matcher(text).results().count();
  }

  @Test
  void everyChartBecomesAPlotAndNothingIsComplainedOf() {
    Browser.Shown shown = Browser.orSkip(directory).show(page());

    assertThat(shown.complaints()).isEmpty();
    // The frontier, the loss and the calibration.
    assertThat(count(shown.document(), "<figure class=\"chart plotted\"")).isEqualTo(3);
    assertThat(count(shown.document(), "<svg [^>]*class=\"marks\"")).isEqualTo(3);
    // Vega draws the line of the mean, and the band around it, of loss; and two diagonals.
    assertThat(count(shown.document(), "mark-line role-mark")).isEqualTo(3);
    assertThat(count(shown.document(), "mark-area role-mark")).isEqualTo(1);
    assertThat(count(shown.document(), " (d|transform)=\"[^\"]*NaN")).isZero();
  }

  @Test
  void linksLeadToSectionsOfThePage() {
    String document = Browser.orSkip(directory).show(page()).document();
    String contents = document.substring(document.indexOf("<nav"), document.indexOf("</nav>"));

    Matcher links = Pattern.compile("href=\"#([^\"]+)\"").matcher(contents);
    int found = 0;
    for (; links.find(); found++) {
      assertThat(count(document, " id=\"" + links.group(1) + "\"")).isEqualTo(1);
    }
    assertThat(found).isEqualTo(count(document, "<h2 id="));
  }

  @Test
  void theTableOfTimesIsShown() {
    String document = Browser.orSkip(directory).show(page()).document();
    String section =
        document.substring(document.indexOf(">Time</h2>"), document.indexOf("</main>"));

    assertThat(section)
        .contains("role=\"region\" aria-label=\"Time\"")
        .contains("<td class=\"text\">train fit</td>\n<td class=\"text\">3.00 s, 75%</td>")
        .contains("<td class=\"text\">all of it</td>\n<td class=\"text\">4.00 s</td>");
  }

  /** What the figures' drawings show stays in the page, for who hears it. */
  @Test
  void drawingsStayForScreenReaders() {
    String document = Browser.orSkip(directory).show(page()).document();

    assertThat(count(document, "role=\"img\" aria-label=\"loss against step. ")).isEqualTo(1);
    assertThat(count(document, "<svg [^>]*class=\"marks\"[^>]*aria-hidden=\"true\"")).isEqualTo(3);
  }
}
