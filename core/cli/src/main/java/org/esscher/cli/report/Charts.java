package org.esscher.cli.report;

import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.knowm.xchart.ChartEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Charts as SVG to be put into a page. */
final class Charts {
  private static final int WIDTH = 760;
  private static final int HEIGHT = 420;

  private Charts() {}

  /**
   * Points of a series.
   *
   * @param x abscissae
   * @param y ordinates
   * @param error standard errors of y, or empty
   * @param line whether the points are joined, without markers
   */
  record Series(List<Double> x, List<Double> y, List<Double> error, boolean line) {}

  static String svg(String title, String x, String y, Map<String, Series> all) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .xAxisTitle(x)
            .yAxisTitle(y)
            .build();
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    chart.getStyler().setLegendPosition(Styler.LegendPosition.OutsideE);
    all.forEach(
        (name, points) -> {
          XYSeries series =
              points.error().size() == points.y().size() && !points.error().isEmpty()
                  ? chart.addSeries(name, points.x(), points.y(), points.error())
                  : chart.addSeries(name, points.x(), points.y());
          if (points.line()) {
            series.setMarker(SeriesMarkers.NONE);
          }
        });
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      ChartEncoder.saveChart(chart, bytes, "svg");
      String svg = bytes.toString(StandardCharsets.UTF_8);
      return svg.substring(svg.indexOf("<svg"));
    } catch (IOException e) {
      throw new EsscherException(ErrorCode.HOST, "the chart '" + title + "' can't be drawn", e);
    }
  }
}
