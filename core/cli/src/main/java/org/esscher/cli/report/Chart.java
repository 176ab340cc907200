package org.esscher.cli.report;

import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * An XY chart as inline SVG: colours come from the page's style sheet, so that it follows the
 * reader's light or dark scheme, and every mark tells its numbers when it is pointed at. Drawn here
 * because charts of the JVM's libraries fix their colours, need AWT with fonts, which a server may
 * lack, and need one more library, long without a release, to become SVG.
 *
 * @param title what it shows
 * @param xLabel name of the horizontal axis
 * @param yLabel name of the vertical axis
 * @param series with at least one point between them
 */
record Chart(String title, String xLabel, String yLabel, List<Series> series) {
  /** Standard errors to either side that an error bar spans: 95% of a normal distribution. */
  static final double BAR = 1.96;

  private static final double WIDTH = 640;
  private static final double HEIGHT = 360;
  private static final double LEFT = 76;
  private static final double RIGHT = 16;
  private static final double TOP = 14;
  private static final double BOTTOM = 48;
  private static final double CAP = 3;

  /** As many as the style sheet has. */
  private static final int COLOURS = 7;

  /** Outlines around the origin; colours and outlines together tell 42 series apart. */
  private static final List<String> MARKS =
      List.of(
          "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z",
          "M-3.5 -3.5h7v7h-7z",
          "M0 -5l4.5 8h-9z",
          "M0 -5l5 5l-5 5l-5 -5z",
          "M0 5l4.5 -8h-9z",
          "M-1.5 -4.5h3v3h3v3h-3v3h-3v-3h-3v-3h3z");

  Chart {
    series = List.copyOf(series);
  }

  /** Writes the chart with its title and legend. */
  void write(Html page) {
    Axis x = Axis.holding(points().mapToDouble(Point::x));
    Axis y = Axis.holding(points().flatMapToDouble(Chart::extent));
    page.open("figure").element("figcaption", title);
    page.open(
        "svg",
        "viewBox",
        "0 0 " + Figures.of(WIDTH) + " " + Figures.of(HEIGHT),
        "role",
        "img",
        "aria-label",
        title + ": " + yLabel + " against " + xLabel);
    writeAxes(page, x, y);
    for (int i = 0; i < series.size(); i++) {
      writeSeries(page, x, y, i);
    }
    page.close("svg");
    writeLegend(page);
    page.close("figure");
  }

  private Stream<Point> points() {
    return series.stream().flatMap(one -> one.points().stream());
  }

  private static DoubleStream extent(Point point) {
    double bar = BAR * point.standardError();
    return DoubleStream.of(point.y() - bar, point.y() + bar);
  }

  private void writeAxes(Html page, Axis x, Axis y) {
    for (double tick : x.ticks()) {
      line(page, "grid", across(x, tick), TOP, across(x, tick), HEIGHT - BOTTOM);
      label(page, "x", across(x, tick), HEIGHT - BOTTOM + 18, Figures.of(tick));
    }
    for (double tick : y.ticks()) {
      line(page, "grid", LEFT, down(y, tick), WIDTH - RIGHT, down(y, tick));
      label(page, "y", LEFT - 8, down(y, tick) + 4, Figures.of(tick));
    }
    line(page, "axis", LEFT, HEIGHT - BOTTOM, WIDTH - RIGHT, HEIGHT - BOTTOM);
    line(page, "axis", LEFT, TOP, LEFT, HEIGHT - BOTTOM);
    label(page, "x", (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, xLabel);
    double middle = (TOP + HEIGHT - BOTTOM) / 2;
    String turn = "rotate(-90 14 " + coordinate(middle) + ")";
    page.element(
        "text", yLabel, "class", "x", "x", "14", "y", coordinate(middle), "transform", turn);
  }

  private void writeSeries(Html page, Axis x, Axis y, int index) {
    Series one = series.get(index);
    String colour = " s" + index % COLOURS;
    if (one.form() == Series.Form.LINE && one.points().size() > 1) {
      StringBuilder path = new StringBuilder();
      for (Point point : one.points()) {
        path.append(path.isEmpty() ? "M" : "L").append(place(point, x, y));
      }
      page.open("path", "class", "line" + colour, "d", path.toString())
          .element("title", one.label())
          .close("path");
      return;
    }
    for (Point point : one.points()) {
      if (point.standardError() > 0) {
        writeBar(page, x, y, point, "bar" + colour);
      }
      page.open(
              "path",
              "class",
              "mark" + colour,
              "d",
              mark(index),
              "transform",
              "translate(" + place(point, x, y) + ")")
          .element("title", told(one, point))
          .close("path");
    }
  }

  private static void writeBar(Html page, Axis x, Axis y, Point point, String style) {
    double centre = across(x, point.x());
    double low = down(y, point.y() - BAR * point.standardError());
    double high = down(y, point.y() + BAR * point.standardError());
    line(page, style, centre, low, centre, high);
    line(page, style, centre - CAP, low, centre + CAP, low);
    line(page, style, centre - CAP, high, centre + CAP, high);
  }

  private static String told(Series one, Point point) {
    String error = point.standardError() > 0 ? " ± " + Figures.of(BAR * point.standardError()) : "";
    String note = point.note().isEmpty() ? "" : "\n" + point.note();
    return one.label() + "\n" + Figures.of(point.x()) + ", " + Figures.of(point.y()) + error + note;
  }

  private void writeLegend(Html page) {
    page.open("ul", "class", "legend");
    for (int i = 0; i < series.size(); i++) {
      String colour = " s" + i % COLOURS;
      page.open("li")
          .open("svg", "viewBox", "-7 -7 14 14", "class", "swatch", "aria-hidden", "true");
      if (series.get(i).form() == Series.Form.LINE) {
        page.empty("path", "class", "line" + colour, "d", "M-7 0L7 0");
      } else {
        page.empty("path", "class", "mark" + colour, "d", mark(i));
      }
      page.close("svg").text(series.get(i).label()).close("li");
    }
    page.close("ul");
  }

  private static String mark(int index) {
    return MARKS.get(index % MARKS.size());
  }

  private static void line(Html page, String style, double x1, double y1, double x2, double y2) {
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

  private static void label(Html page, String style, double x, double y, String text) {
    page.element("text", text, "class", style, "x", coordinate(x), "y", coordinate(y));
  }

  private static String place(Point point, Axis x, Axis y) {
    return coordinate(across(x, point.x())) + " " + coordinate(down(y, point.y()));
  }

  private static double across(Axis x, double value) {
    return LEFT + x.fraction(value) * (WIDTH - LEFT - RIGHT);
  }

  private static double down(Axis y, double value) {
    return HEIGHT - BOTTOM - y.fraction(value) * (HEIGHT - TOP - BOTTOM);
  }

  private static String coordinate(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
