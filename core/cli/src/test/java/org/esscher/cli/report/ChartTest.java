package org.esscher.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ChartTest {
  private static Series marks(String label, Point... points) {
    return new Series(label, List.of(points), Series.Form.MARKS);
  }

  /** The plot spans 76 to 624 across and 312 to 14 down; 4/108 of it is margin at either end. */
  @Test
  void pointsLieWhereTheirNumbersAre() {
    Markup chart =
        Markup.of(
            new Chart(
                "t",
                "x",
                "y",
                List.of(marks("a", new Point(0, 0, 0, ""), new Point(10, 5, 0, "")))));

    // 76 + 548 · 4/108 = 96.3, 312 − 298 · 4/108 = 301.0; 76 + 548 · 104/108 = 603.7, 25.0
    assertThat(chart.styled("path", "mark"))
        .extracting(mark -> mark.getAttribute("transform"))
        .startsWith("translate(96.3 301.0)", "translate(603.7 25.0)");
  }

  @Test
  void errorBarsSpanTheNormalIntervalAndTheAxisHoldsThem() {
    Markup chart =
        Markup.of(new Chart("t", "x", "y", List.of(marks("a", new Point(1, 2, 0.5, "")))));

    // The bar alone sets the axis, so it ends at the margins: 301.0 and 25.0; two caps besides.
    assertThat(chart.styled("line", "bar")).hasSize(3);
    assertThat(chart.styled("line", "bar").get(0).getAttribute("y1")).isEqualTo("301.0");
    assertThat(chart.styled("line", "bar").get(0).getAttribute("y2")).isEqualTo("25.0");
    assertThat(chart.texts("title")).containsExactly("a\n1, 2 ± 0.98");
  }

  @Test
  void seriesDifferInColorAndMark() {
    Markup chart =
        Markup.of(
            new Chart(
                "t",
                "x",
                "y",
                List.of(marks("a", new Point(0, 0, 0, "")), marks("b", new Point(1, 1, 0, "n")))));

    assertThat(chart.styled("path", "s0")).hasSize(2);
    assertThat(chart.styled("path", "s0").get(0).getAttribute("d"))
        .isNotEqualTo(chart.styled("path", "s1").get(0).getAttribute("d"));
    assertThat(chart.texts("span")).containsExactly("a", "b");
    assertThat(chart.texts("title")).containsExactly("a\n0, 0", "b\n1, 1\nn");
  }

  @Test
  void aLineJoinsItsPointsInOrder() {
    List<Point> points =
        List.of(new Point(0, 0, 0, ""), new Point(5, 5, 0, ""), new Point(10, 0, 0, ""));
    Markup chart =
        Markup.of(new Chart("t", "x", "y", List.of(new Series("l", points, Series.Form.LINE))));

    assertThat(chart.styled("path", "line").get(0).getAttribute("d"))
        .isEqualTo("M96.3 301.0L350.0 25.0L603.7 301.0");
    assertThat(chart.styled("path", "mark")).isEmpty();
  }

  @Test
  void aLineOfOnePointIsAMark() {
    Series one = new Series("l", List.of(new Point(1, 1, 0, "")), Series.Form.LINE);

    assertThat(Markup.of(new Chart("t", "x", "y", List.of(one))).styled("path", "mark")).hasSize(1);
  }

  /** A band is one standard error to either side, up the right way and back beneath. */
  @Test
  void aLineWithStandardErrorsLiesInABand() {
    List<Point> points = List.of(new Point(0, 1, 1, ""), new Point(10, 9, 1, ""));
    Markup chart =
        Markup.of(new Chart("t", "x", "y", List.of(new Series("l", points, Series.Form.LINE))));

    // The axis holds 0 to 10, as across: 2 lies at 312 − 298 · 24/108, 8 at 312 − 298 · 84/108.
    assertThat(chart.styled("path", "band").get(0).getAttribute("d"))
        .isEqualTo("M96.3 245.8L603.7 25.0L603.7 80.2L96.3 301.0z");
  }

  @Test
  void whoCannotSeeItIsToldWhereLinesBeginAndEnd() {
    List<Point> points = List.of(new Point(0, 3, 0, ""), new Point(9, 1, 0, ""));
    Markup chart =
        Markup.of(new Chart("t", "x", "y", List.of(new Series("l", points, Series.Form.LINE))));

    assertThat(chart.all("svg").get(0).getAttribute("aria-label"))
        .isEqualTo("t: y against x. l: 3 at 0 to 1 at 9.");
  }
}
