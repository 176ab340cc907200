package org.esscher.cli.report;

import java.util.List;

/**
 * Points of one kind in a chart.
 *
 * @param label its name in the legend
 * @param points in the order that a line joins them
 * @param form how they are drawn
 */
record Series(String label, List<Point> points, Form form) {
  /** How points are drawn. */
  enum Form {
    /** A mark each. */
    MARKS,
    /** Joined by a line, in a band of one standard error to either side where they have one. */
    LINE
  }

  Series {
    points = List.copyOf(points);
  }

  /** Standard errors to either side that are drawn. */
  double errors() {
    return switch (form) {
      case MARKS -> Chart.BAR;
      case LINE -> points.size() > 1 ? 1 : Chart.BAR;
    };
  }

  /** Whether any of its points has a standard error. */
  boolean banded() {
    return points.stream().anyMatch(point -> point.standardError() > 0);
  }
}
