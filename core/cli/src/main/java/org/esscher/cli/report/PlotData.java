package org.esscher.cli.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** A chart's numbers as JSON, for the page's script. */
final class PlotData {
  private static final JsonMapper JSON = new JsonMapper();

  /** More than a screen can show. */
  private static final MathContext DIGITS = new MathContext(7);

  private PlotData() {}

  /**
   * Writes the numbers.
   *
   * @param chart whose points are finite
   * @return JSON that can stand in a script element whatever its labels hold
   */
  static String of(Chart chart) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("title", chart.title());
    tree.put("x", chart.xLabel());
    tree.put("y", chart.yLabel());
    tree.put("across", ends(chart.xAxis()));
    tree.put("up", ends(chart.yAxis()));
    tree.put("series", chart.series().stream().map(PlotData::series).toList());
    return JSON.writeValueAsString(tree)
        .replace("<", "\\u003c")
        .replace(">", "\\u003e")
        .replace("&", "\\u0026");
  }

  private static List<Double> ends(Axis axis) {
    return List.of(rounded(axis.from()), rounded(axis.to()));
  }

  private static Map<String, Object> series(Series one) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("label", one.label());
    tree.put("form", one.form().name().toLowerCase(Locale.ROOT));
    tree.put("errors", one.errors());
    tree.put("points", one.points().stream().map(PlotData::point).toList());
    return tree;
  }

  /** x and y, then the standard error and the note, as far as there are any. */
  private static List<Object> point(Point point) {
    List<Object> numbers = new ArrayList<>();
    numbers.add(rounded(point.x()));
    numbers.add(rounded(point.y()));
    if (point.standardError() > 0 || !point.note().isEmpty()) {
      numbers.add(rounded(point.standardError()));
    }
    if (!point.note().isEmpty()) {
      numbers.add(point.note());
    }
    return numbers;
  }

  private static double rounded(double value) {
    return new BigDecimal(value).round(DIGITS).doubleValue();
  }
}
