package org.esscher.cli.report;

import java.util.List;
import java.util.Locale;

/**
 * A chart as SVG, within a page, whose style sheet colors it by the reader's scheme, or as a file
 * of its own. Every mark tells its numbers when it is pointed at.
 */
final class Drawing {
  private static final double WIDTH = 640;
  private static final double HEIGHT = 360;
  private static final double LEFT = 76;
  private static final double RIGHT = 16;
  private static final double TOP = 14;
  private static final double BOTTOM = 48;
  private static final double CAP = 3;
  private static final double HEADING = 28;
  private static final double LEGEND_LINE = 20;

  /** As many as the style sheets have. */
  private static final int COLORS = 7;

  /** Told of by name to who can't see the chart; more would tire. */
  private static final int TOLD_SERIES = 8;

  /** Outlines around the origin; colors and outlines together tell 42 series apart. */
  private static final List<String> MARKS =
      List.of(
          "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z",
          "M-3.5 -3.5h7v7h-7z",
          "M0 -5l4.5 8h-9z",
          "M0 -5l5 5l-5 5l-5 -5z",
          "M0 5l4.5 -8h-9z",
          "M-1.5 -4.5h3v3h3v3h-3v3h-3v-3h-3v-3h3z");

  private final Chart chart;
  private final Html page;
  private final Axis x;
  private final Axis y;

  /**
   * A drawing that is not made yet.
   *
   * @param chart what is drawn
   * @param page where to
   */
  Drawing(Chart chart, Html page) {
    this.chart = chart;
    this.page = page;
    this.x = chart.xAxis();
    this.y = chart.yAxis();
  }

  /** Writes the plot and, beneath it, its legend as a list. */
  void write() {
    page.open(
        "svg",
        "viewBox",
        "0 0 " + Figures.of(WIDTH) + " " + Figures.of(HEIGHT),
        "role",
        "img",
        "aria-label",
        summary());
    writePlot();
    page.close("svg");
  }

  /** The legend as a list. */
  void writeLegend() {
    page.open("ul", "class", "legend");
    for (int i = 0; i < chart.series().size(); i++) {
      page.open("li")
          .open("svg", "viewBox", "-7 -7 14 14", "class", "swatch", "aria-hidden", "true");
      swatch(i);
      page.close("svg").element("span", chart.series().get(i).label()).close("li");
    }
    page.close("ul");
  }

  /** Writes a file's whole content: title, plot and legend in the colors of a light page. */
  void writeFile(String style) {
    double height = HEADING + HEIGHT + LEGEND_LINE * chart.series().size() + TOP;
    String size = Figures.of(WIDTH) + " " + Figures.of(height);
    page.open(
        "svg",
        "xmlns",
        "http://www.w3.org/2000/svg",
        "width",
        Figures.of(WIDTH),
        "height",
        Figures.of(height),
        "viewBox",
        "0 0 " + size);
    page.open("style").own(style).close("style");
    page.empty("rect", "class", "ground", "width", "100%", "height", "100%");
    label("heading", LEFT, HEADING - 8, chart.title());
    page.open("g", "transform", "translate(0 " + Figures.of(HEADING) + ")");
    writePlot();
    page.close("g");
    for (int i = 0; i < chart.series().size(); i++) {
      double line = HEADING + HEIGHT + LEGEND_LINE * (i + 0.5);
      page.open("g", "transform", "translate(" + coordinate(LEFT) + " " + coordinate(line) + ")");
      swatch(i);
      label("key", 14, 4, chart.series().get(i).label());
      page.close("g");
    }
    page.close("svg");
  }

  /** What somebody who doesn't see the chart should know of it. */
  private String summary() {
    StringBuilder text = new StringBuilder(chart.title());
    if (!chart.yLabel().equals(chart.title())) {
      text.append(": ").append(chart.yLabel());
    }
    text.append(" against ").append(chart.xLabel()).append('.');
    for (Series one : chart.series().stream().limit(TOLD_SERIES).toList()) {
      Point first = one.points().get(0);
      Point last = one.points().get(one.points().size() - 1);
      text.append(' ').append(one.label()).append(": ").append(told(first));
      if (one.points().size() > 1) {
        text.append(" to ").append(told(last));
      }
      text.append('.');
    }
    int more = chart.series().size() - TOLD_SERIES;
    return more > 0 ? text + " And " + more + " more." : text.toString();
  }

  private String told(Point point) {
    return Figures.of(point.y()) + " at " + Figures.of(point.x());
  }

  private void writePlot() {
    writeAxes();
    for (int i = 0; i < chart.series().size(); i++) {
      writeSeries(i);
    }
  }

  private void writeAxes() {
    for (double tick : x.ticks()) {
      line("grid", across(tick), TOP, across(tick), HEIGHT - BOTTOM);
      label("x", across(tick), HEIGHT - BOTTOM + 18, Figures.of(tick));
    }
    for (double tick : y.ticks()) {
      line("grid", LEFT, down(tick), WIDTH - RIGHT, down(tick));
      label("y", LEFT - 8, down(tick) + 4, Figures.of(tick));
    }
    line("axis", LEFT, HEIGHT - BOTTOM, WIDTH - RIGHT, HEIGHT - BOTTOM);
    line("axis", LEFT, TOP, LEFT, HEIGHT - BOTTOM);
    label("x", (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, chart.xLabel());
    if (chart.yLabel().equals(chart.title())) {
      return;
    }
    double middle = (TOP + HEIGHT - BOTTOM) / 2;
    String turn = "rotate(-90 14 " + coordinate(middle) + ")";
    page.element(
        "text",
        chart.yLabel(),
        "class",
        "x",
        "x",
        "14",
        "y",
        coordinate(middle),
        "transform",
        turn);
  }

  private void writeSeries(int index) {
    Series one = chart.series().get(index);
    String color = " s" + index % COLORS;
    if (one.form() == Series.Form.LINE && one.points().size() > 1) {
      writeBand(one, color);
      StringBuilder path = new StringBuilder();
      for (Point point : one.points()) {
        path.append(path.isEmpty() ? "M" : "L").append(place(point));
      }
      page.open("path", "class", "line" + color, "d", path.toString())
          .element("title", one.label())
          .close("path");
      return;
    }
    for (Point point : one.points()) {
      if (point.standardError() > 0) {
        writeBar(point, "bar" + color);
      }
      page.open(
              "path",
              "class",
              "mark" + color,
              "d",
              mark(index),
              "transform",
              "translate(" + place(point) + ")")
          .element("title", told(one, point))
          .close("path");
    }
  }

  /** The band of one standard error to either side of a line, where it has one. */
  private void writeBand(Series one, String color) {
    if (!one.banded()) {
      return;
    }
    StringBuilder path = new StringBuilder();
    for (Point point : one.points()) {
      path.append(path.isEmpty() ? "M" : "L").append(place(point.raised(1)));
    }
    for (int i = one.points().size() - 1; i >= 0; i--) {
      path.append('L').append(place(one.points().get(i).raised(-1)));
    }
    page.empty("path", "class", "band" + color, "d", path.append('z').toString());
  }

  private void writeBar(Point point, String style) {
    double center = across(point.x());
    double low = down(point.y() - Chart.BAR * point.standardError());
    double high = down(point.y() + Chart.BAR * point.standardError());
    line(style, center, low, center, high);
    line(style, center - CAP, low, center + CAP, low);
    line(style, center - CAP, high, center + CAP, high);
  }

  private static String told(Series one, Point point) {
    String error =
        point.standardError() > 0 ? " ± " + Figures.of(Chart.BAR * point.standardError()) : "";
    String note = point.note().isEmpty() ? "" : "\n" + point.note();
    return one.label() + "\n" + Figures.of(point.x()) + ", " + Figures.of(point.y()) + error + note;
  }

  private void swatch(int index) {
    String color = " s" + index % COLORS;
    if (chart.series().get(index).form() == Series.Form.LINE) {
      page.empty("path", "class", "line" + color, "d", "M-7 0L7 0");
    } else {
      page.empty("path", "class", "mark" + color, "d", mark(index));
    }
  }

  private static String mark(int index) {
    return MARKS.get(index % MARKS.size());
  }

  private void line(String style, double x1, double y1, double x2, double y2) {
    page.empty(
        "line",
        "class",
        style,
        "x1",
        coordinate(x1),
        "y1",
        coordinate(y1),
        "x2",
        coordinate(x2),
        "y2",
        coordinate(y2));
  }

  private void label(String style, double x, double y, String text) {
    page.element("text", text, "class", style, "x", coordinate(x), "y", coordinate(y));
  }

  private String place(Point point) {
    return coordinate(across(point.x())) + " " + coordinate(down(point.y()));
  }

  private double across(double value) {
    return LEFT + x.fraction(value) * (WIDTH - LEFT - RIGHT);
  }

  private double down(double value) {
    return HEIGHT - BOTTOM - y.fraction(value) * (HEIGHT - TOP - BOTTOM);
  }

  private static String coordinate(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
