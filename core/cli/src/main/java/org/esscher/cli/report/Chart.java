package org.esscher.cli.report;

import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * An XY chart. In a page it is a drawing, which needs nothing but the page, and the numbers from
 * which the page's script makes a plot that can be zoomed, pointed at and saved; the drawing stays
 * for those who have no script or can't see. It is drawn here because charts of the JVM's libraries
 * fix their colors, need AWT with fonts, which a server may lack, and need one more library, long
 * without a release, to become SVG.
 *
 * @param title what it shows
 * @param xLabel name of the horizontal axis
 * @param yLabel name of the vertical axis
 * @param series each with at least one point
 */
record Chart(String title, String xLabel, String yLabel, List<Series> series) {
  /** Standard errors to either side that an error bar spans: 95% of a normal distribution. */
  static final double BAR = 1.96;

  Chart {
    series = List.copyOf(series);
  }

  /** Writes the chart with its title and legend. */
  void write(Html page) {
    Drawing drawing = new Drawing(this, page);
    page.open("figure", "class", "chart").element("figcaption", title);
    page.open("div", "class", "drawing");
    drawing.write();
    page.close("div");
    // A legend that repeats the title tells nothing.
    if (series.size() > 1 || !series.get(0).label().equals(title)) {
      drawing.writeLegend();
    }
    page.open("script", "type", "application/json").own(PlotData.of(this)).close("script");
    page.close("figure");
  }

  /** The chart as an SVG file. */
  String svg(String style) {
    Html file = new Html();
    new Drawing(this, file).writeFile(style);
    return file.toString();
  }

  Axis xAxis() {
    return Axis.holding(points().mapToDouble(Point::x));
  }

  Axis yAxis() {
    return Axis.holding(
        series.stream()
            .flatMapToDouble(
                one -> one.points().stream().flatMapToDouble(point -> extent(one, point))));
  }

  private Stream<Point> points() {
    return series.stream().flatMap(one -> one.points().stream());
  }

  private static DoubleStream extent(Series one, Point point) {
    double errors = one.errors();
    return DoubleStream.of(point.raised(-errors).y(), point.raised(errors).y());
  }
}
